/// What a page is asked in a browser: a script that goes after its own and writes a line for each thing that
/// is wrong, into an element that the browser prints.
enum PageChecks {
  /// A page with checks.
  ///
  /// - Parameter actions: script that uses the page as a person does, and calls `wrong(text)`.
  static func page(_ html: String, actions: String = "") -> String {
    let before = html.split(separator: "<style>", maxSplits: 1, omittingEmptySubsequences: false)
    let start =
      before[0] + "<script>\(listeners)</script>\n<style>"
      + before.dropFirst().joined(separator: "")
    let parts = start.split(separator: "</body>", omittingEmptySubsequences: false)
    return parts.dropLast().joined(separator: "</body>")
      + "<script>\(rules)\n\(ending(actions))</script></body></html>"
  }

  /// What goes wrong from the first moment on.
  private static let listeners = #"""
    window.found = [];
    window.wrong = text => window.found.push(text);
    addEventListener('error', event => wrong(event.message ? 'error: ' + event.message :
      'request: ' + (event.target.src || event.target.href)), true);
    addEventListener('unhandledrejection', event => wrong('rejection: ' + event.reason));
    addEventListener('securitypolicyviolation', event => wrong('request: ' + event.blockedURI));
    """#

  /// Rules of accessibility, after WCAG 2.2 and axe's names for them.
  private static let rules = #"""
    function colour(text) {
      const parts = text.match(/[\d.]+/g).map(Number);
      return {rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1};
    }
    function luminance(rgb) {
      const linear = rgb.map(channel => {
        const part = channel / 255;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
      });
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }
    function ground(element) {
      for (let at = element; at; at = at.parentElement) {
        const own = colour(getComputedStyle(at).backgroundColor);
        if (own.alpha > 0) return own.rgb;
      }
      return [255, 255, 255];
    }
    function isShown(element) { return element.getClientRects().length > 0; }
    function check() {
      if (!document.documentElement.lang) wrong('html-has-lang');
      if (!document.title) wrong('document-title');
      if (document.querySelectorAll('main').length !== 1) wrong('landmark-one-main');
      if (document.querySelectorAll('h1').length !== 1) wrong('page-has-heading-one');
      let level = 0;
      document.querySelectorAll('h1, h2, h3, h4').forEach(head => {
        const own = Number(head.tagName[1]);
        if (own > level + 1) wrong('heading-order: ' + head.textContent);
        if (!head.textContent.trim()) wrong('empty-heading');
        level = own;
      });
      document.querySelectorAll('img').forEach(image => {
        if (!image.hasAttribute('alt')) wrong('image-alt');
        if (isShown(image) && !image.alt) wrong('image-alt: empty');
      });
      document.querySelectorAll('svg, canvas').forEach(figure => {
        if (figure.getAttribute('role') !== 'img' || (figure.getAttribute('aria-label') || '').length < 20)
          wrong('svg-img-alt: ' + figure.outerHTML.slice(0, 80));
      });
      document.querySelectorAll('input, select').forEach(control => {
        if (!control.labels.length || !control.labels[0].textContent.trim()) wrong('label: ' + control.outerHTML);
      });
      document.querySelectorAll('button, a, summary').forEach(control => {
        if (!control.textContent.trim()) wrong('name: ' + control.outerHTML.slice(0, 80));
      });
      document.querySelectorAll('a[href^="#"]').forEach(link => {
        if (!document.getElementById(decodeURIComponent(link.getAttribute('href').slice(1))))
          wrong('skip-link: ' + link.getAttribute('href'));
      });
      document.querySelectorAll('table').forEach(table => {
        if (!table.caption) wrong('table-caption');
        table.querySelectorAll('th').forEach(head => { if (!head.scope) wrong('scope-attr-valid'); });
        if (!table.querySelector('th')) wrong('td-has-header');
      });
      const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
      ids.filter((id, place) => ids.indexOf(id) !== place).forEach(id => wrong('duplicate-id: ' + id));
      document.querySelectorAll('.scroll, .plot').forEach(box => {
        if (box.scrollWidth > box.clientWidth + 1 && box.tabIndex < 0) wrong('scrollable-region-focusable');
      });
      const seen = new Set();
      document.querySelectorAll('main *').forEach(element => {
        const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
        if (!own || !isShown(element) || element.closest('.slice')) return;
        const style = getComputedStyle(element), isDrawn = element instanceof SVGElement;
        if (isDrawn && element.matches('.pale, .deep')) return;
        const text = luminance(colour(isDrawn ? style.fill : style.color).rgb);
        const back = luminance(ground(element));
        const ratio = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
        const name = element.tagName + '.' + (element.getAttribute('class') || '');
        if (ratio < 4.5 && !seen.has(name)) {
          seen.add(name);
          wrong('color-contrast ' + ratio.toFixed(2) + ': ' + name + ' ' + element.textContent.slice(0, 30));
        }
      });
      if (document.documentElement.scrollWidth > innerWidth + 1)
        wrong('reflow: ' + document.documentElement.scrollWidth + ' of ' + innerWidth + ' px');
      performance.getEntriesByType('resource').forEach(entry => {
        if (!entry.name.startsWith('data:')) wrong('request: ' + entry.name);
      });
    }
    """#

  private static func ending(_ actions: String) -> String {
    #"""
    addEventListener('load', async () => {
      for (let turn = 0; turn < 100; turn++) {
        if ([...document.querySelectorAll('.viewer')].every(viewer => viewer.dataset.ready)) break;
        await new Promise(resolve => setTimeout(resolve, 20));
      }
      try { check();
    """# + actions + #"""
        } catch (problem) { wrong('checks: ' + problem); }
        const list = document.createElement('pre');
        list.id = 'checks-that-failed';
        list.textContent = JSON.stringify(window.found);
        document.body.append(list);
      });
      """#
  }
}
