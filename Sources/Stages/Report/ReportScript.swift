import Figures

/// What makes a page answer: tables that sort and filter, sliders through volumes, light and dark. Without it
/// the page has everything but that.
enum ReportScript {
  static let text = tables + "\n" + ViewerScript.text + "\n" + theme

  /// Sorting, filtering and turning pages: over the rows of the file behind a table, or, where there is
  /// none, over those in the page.
  private static let tables = #"""
    'use strict';
    document.querySelectorAll('.data').forEach((box, index) => {
      const table = box.querySelector('table'), link = box.querySelector('a[download]');
      const tools = box.querySelector('.tools'), body = table.tBodies[0];
      const heads = [...table.tHead.rows[0].cells];
      const names = heads.map(head => head.textContent);
      const numeric = heads.map(head => head.classList.contains('number'));
      const decimals = box.dataset.decimals.split(' ').map(Number);
      const most = Number(box.dataset.rows);
      const linked = names.indexOf(box.dataset.link), address = box.dataset.address || '';
      let rows = null, page = 0, column = -1, descending = false, words = [];
      const caption = table.caption, told = caption.textContent;
      const make = (name, text) => {
        const element = document.createElement(name);
        if (text) element.textContent = text;
        return element;
      };
      function load() {
        if (rows) return;
        if (link) {
          const file = link.getAttribute('href');
          const lines = decodeURIComponent(file.slice(file.indexOf(',') + 1)).split('\n');
          const header = lines[0].split('\t'), places = names.map(name => header.indexOf(name));
          rows = lines.slice(1, -1).map(line => {
            const cells = line.split('\t');
            return places.map(place => cells[place]);
          });
        } else {
          rows = [...body.rows].map(row => [...row.cells].map(cell => cell.textContent));
        }
      }
      function value(text) {
        const number = Number(text.replace(/[\u202f\u2009 ]/g, '').replace(/\u2212/g, '-'));
        return text === '' || Number.isNaN(number) ? null : number;
      }
      function written(text, column) {
        if (!link || decimals[column] < 0) return text;
        const number = value(text);
        if (number === null) return text === 'n/a' ? '\u2013' : text;
        if (decimals[column] > 0 && number !== 0 && Math.abs(number) < 0.5 / 10 ** decimals[column])
          return number.toExponential(1).replace(/-/g, '\u2212');
        let fixed = number.toFixed(decimals[column]);
        if (Number.isInteger(number) && !text.includes('.'))
          fixed = fixed.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
        return fixed.replace('-', '\u2212');
      }
      function chosen() {
        let found = rows;
        if (words.length) found = rows.filter(row => {
          const text = row.join('\t').toLowerCase();
          return words.every(word => text.includes(word));
        });
        if (column < 0) return found;
        const way = descending ? -1 : 1;
        return [...found].sort((a, b) => {
          if (!numeric[column]) return way * a[column].localeCompare(b[column], 'en', {numeric: true});
          const first = value(a[column]), second = value(b[column]);
          if (first === null || second === null) return (first === null) - (second === null);
          return way * (first - second);
        });
      }
      function show() {
        load();
        const found = chosen(), pages = Math.max(1, Math.ceil(found.length / most));
        page = Math.min(Math.max(page, 0), pages - 1);
        const first = page * most, part = found.slice(first, first + most);
        body.replaceChildren(...part.map(row => {
          const line = make('tr');
          row.forEach((text, place) => {
            const cell = make('td');
            if (place === linked) {
              const anchor = make('a', text);
              anchor.href = address.replace('{}', encodeURIComponent(text));
              cell.append(anchor);
            } else cell.textContent = written(text, place);
            if (numeric[place]) cell.className = 'number';
            line.append(cell);
          });
          return line;
        }));
        status.textContent = found.length === 0 ? 'no rows' :
          'rows ' + (first + 1) + ' to ' + (first + part.length) + ' of ' + found.length;
        back.hidden = next.hidden = pages < 2;
        back.disabled = page === 0;
        next.disabled = page === pages - 1;
        caption.textContent = told.replace(/ The first \d+ of \d+ rows are shown\./, '');
      }
      heads.forEach((head, place) => {
        const button = make('button', names[place]);
        button.type = 'button';
        head.replaceChildren(button);
        head.setAttribute('aria-sort', 'none');
        button.addEventListener('click', () => {
          if (column !== place) { column = place; descending = false; }
          else if (!descending) descending = true;
          else column = -1;
          heads.forEach((other, number) => other.setAttribute('aria-sort',
            number !== column ? 'none' : descending ? 'descending' : 'ascending'));
          page = 0;
          show();
        });
      });
      const label = make('label', 'Filter '), filter = make('input');
      filter.type = 'search';
      filter.id = 'filter-' + index;
      label.append(filter);
      const status = make('span'), back = make('button', 'Back'), next = make('button', 'Next');
      status.setAttribute('role', 'status');
      back.type = next.type = 'button';
      back.hidden = next.hidden = body.rows.length < most;
      back.disabled = true;
      filter.addEventListener('input', () => {
        words = filter.value.toLowerCase().split(/\s+/).filter(word => word);
        page = 0;
        show();
      });
      back.addEventListener('click', () => { page -= 1; show(); });
      next.addEventListener('click', () => { page += 1; show(); });
      tools.prepend(label, status, back, next);
    });
    """#

  /// Light or dark, whatever the system prefers.
  private static let theme = #"""
    {
      const root = document.documentElement, button = document.createElement('button');
      const tools = document.createElement('div');
      const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark'
        : matchMedia('(prefers-color-scheme: dark)').matches;
      const name = () => { button.textContent = isDark() ? 'Light colours' : 'Dark colours'; };
      button.type = 'button';
      button.addEventListener('click', () => { root.dataset.theme = isDark() ? 'light' : 'dark'; name(); });
      name();
      tools.className = 'tools theme';
      tools.append(button);
      document.querySelector('main').prepend(tools);
    }
    """#
}
