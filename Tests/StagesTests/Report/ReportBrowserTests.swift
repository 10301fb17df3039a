import Arithmetic
import Foundation
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

/// Pages in a real browser; skipped where there is no Chromium.
@Suite(.enabled(if: Chromium.path != nil)) struct ReportBrowserTests {
  /// A page with everything: maps, labels, tables, regions, predictions, subjects.
  private func page() throws -> String {
    let head = Phantom.head(16)
    let count = 16 * 16 * 16
    let bits = Volume(
      voxels: RealTensor(
        .binary32, shape: [16, 16, 16], (0..<count).map { Double(4 + $0 % 20) }),
      affine: head.affine)
    let labels = Labels(
      voxels: Tensor(shape: [16, 16, 16], values: (0..<count).map { Int32($0 % 3) * 17 }),
      affine: head.affine)
    let rows = Table([
      .init("subject", .text((0..<450).map { "s\($0)" })),
      .init("volume", .numbers((0..<450).map { Double(($0 * 7919) % 450) + 0.25 })),
    ])
    return try ReportTables.page(
      ["title": "Everything"],
      [
        "map": Running.one(.volume(bits)), "anatomy": Running.one(.volume(head)),
        "labels": Running.one(.labels(labels)),
        "regions": ReportTables.regions(subjects: 6),
        "predictions": Running.one(.table(ReportTables.predictions(people: 40))),
        "subjects": Running.one(.table(rows)), "table": Running.one(.table(rows)),
      ])
  }

  @Test(arguments: [(1400, false), (1400, true), (500, false)])
  func opensWithoutErrorsAndCanBeReadByAll(width: Int, isDark: Bool) throws {
    #expect(try Chromium.wrong(page(), width: width, isDark: isDark) == [])
  }

  /// Narrower than a browser's window can be: in a frame of 400 pixels.
  @Test func fitsNarrowScreens() throws {
    let actions = """
      document.documentElement.style.width = '400px';
      document.body.style.width = '400px';
      const beyond = [...document.querySelectorAll('main > *, figure, .data, .viewer')].filter(
        element => element.getBoundingClientRect().right > 401);
      beyond.forEach(element => wrong('wide: ' + element.outerHTML.slice(0, 60)));
      """
    #expect(try Chromium.wrong(page(), width: 500, actions: actions) == [])
  }

  @Test func tablesSortFilterAndTurnPages() throws {
    let actions = #"""
      const box = [...document.querySelectorAll('.data')].find(
        box => box.querySelector('a[download]').textContent.includes('450') && !box.dataset.link);
      const cells = column => [...box.querySelectorAll('tbody tr')].map(row => row.cells[column].textContent);
      const same = (what, found, wanted) => {
        if (found !== wanted) wrong(what + ': ' + found + ', not ' + wanted);
      };
      const [first, second] = box.querySelectorAll('th button');
      same('rows', cells(0).length, 200);
      second.click();
      same('least', cells(1)[0], '0.25');
      same('sorted', box.querySelectorAll('th')[1].getAttribute('aria-sort'), 'ascending');
      second.click();
      same('most', cells(1)[0], '449.25');
      second.click();
      same('as it was', cells(0)[0], 's0');
      first.click();
      same('names by number', cells(0)[2], 's2');
      const filter = box.querySelector('input');
      filter.value = 's44';
      filter.dispatchEvent(new Event('input'));
      same('filtered', cells(0).length, 11);
      filter.value = '';
      filter.dispatchEvent(new Event('input'));
      const buttons = [...box.querySelectorAll('.tools button')];
      buttons[1].click();
      buttons[1].click();
      same('last page', cells(0).length, 50);
      same('told', box.querySelector('[role=status]').textContent, 'rows 401 to 450 of 450');
      same('disabled', buttons[1].disabled, true);
      """#
    #expect(try Chromium.wrong(page(), width: 1400, actions: actions) == [])
  }

  @Test func slidersMoveThroughTheVolume() throws {
    let actions = #"""
      const viewer = document.querySelector('.viewer');
      if (viewer.hidden) wrong('hidden');
      const [x, y, z] = viewer.querySelectorAll('input[data-axis]');
      const pixels = number => {
        const canvas = viewer.querySelectorAll('canvas')[number];
        return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.join(' ');
      };
      const texts = () => [...viewer.querySelectorAll('output')].map(output => output.textContent).join();
      for (const [slider, number] of [[x, 0], [y, 1], [z, 2]]) {
        const before = pixels(number), told = texts();
        slider.value = Number(slider.value) - 3;
        slider.dispatchEvent(new Event('input'));
        if (pixels(number) === before) wrong('slice ' + number + ' stands still');
        if (texts() === told) wrong('no millimetres');
      }
      const opacity = viewer.querySelector('[data-opacity]'), shown = pixels(2);
      opacity.value = 0;
      opacity.dispatchEvent(new Event('input'));
      if (pixels(2) === shown) wrong('opacity');
      const plain = pixels(2).split(' ');
      for (let place = 0; place < plain.length; place += 4)
        if (plain[place] !== plain[place + 1]) { wrong('colour at opacity 0'); break; }
      const choice = viewer.querySelector('select');
      opacity.value = 100;
      opacity.dispatchEvent(new Event('input'));
      const reading = viewer.querySelector('.reading').textContent;
      if (!/^[\d.]+ significant bits$/.test(reading)) wrong('reading: ' + reading);
      choice.selectedIndex = 1;
      choice.dispatchEvent(new Event('input'));
      const named = viewer.querySelector('.reading').textContent;
      if (!/\(\d+\)$|nothing here/.test(named)) wrong('names: ' + named);
      """#
    #expect(try Chromium.wrong(page(), width: 1400, actions: actions) == [])
  }

  /// That the checks can fail: a page with mistakes.
  @Test func mistakesAreFound() throws {
    let page = """
      <!DOCTYPE html><html><head><style>p { color: #cccccc; }</style></head><body><main><h1>A</h1><h3>B</h3>\
      <img src="data:,"><input><p>pale</p><svg></svg><table><tr><th>x</th></tr></table>\
      <img alt="x" src="file:///nowhere.png"></main></body></html>
      """
    let wrong = try Chromium.wrong(page, width: 1000)
    for rule in [
      "html-has-lang", "document-title", "heading-order: B", "image-alt", "label: ",
      "color-contrast",
      "svg-img-alt", "table-caption", "scope-attr-valid", "request: file:///nowhere.png",
    ] {
      #expect(wrong.contains { $0.hasPrefix(rule) }, "\(rule): \(wrong)")
    }
  }
}

/// A Chromium without a window.
private enum Chromium {
  static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first {
      FileManager.default.isExecutableFile(atPath: $0)
    }

  /// What is wrong with a page at a width of the window.
  static func wrong(
    _ html: String, width: Int, isDark: Bool = false, actions: String = ""
  ) throws -> [String] {
    let path = try #require(path)
    let folder = try TemporaryFolder()
    try folder.write("page.html", PageChecks.page(html, actions: actions))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments =
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--user-data-dir=\(folder.path("profile"))", "--window-size=\(width),1000",
        "--virtual-time-budget=20000", "--timeout=60000", "--dump-dom",
      ] + (isDark ? ["--blink-settings=preferredColorScheme=0"] : [])
      + ["file://\(folder.path("page.html"))"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let start = try #require(
      text.range(of: "<pre id=\"checks-that-failed\">"), "the browser printed no page with checks")
    let json = String(text[start.upperBound...].prefix { $0 != "<" })
      .replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
      .replacingOccurrences(of: "&amp;", with: "&")
    return try JSONDecoder().decode([String].self, from: Data(json.utf8))
  }
}
