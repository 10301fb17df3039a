internal import Glibc

/// Vector graphics as pixels, by librsvg and cairo, which are loaded when they are first needed: nothing else
/// needs them.
package enum Rasterizer {
  /// A PNG file of an SVG document on white.
  ///
  /// - Parameters:
  ///   - svg: a whole document.
  ///   - scale: pixels for each of the drawing's.
  /// - Throws: `FigureError` where the libraries are not there, or the document is none.
  package static func png(_ svg: String, scale: Double = 2) throws -> [UInt8] {
    try Libraries.shared.get().png(Array(svg.utf8), scale)
  }

  /// Whether the libraries are there.
  package static var isAvailable: Bool { (try? Libraries.shared.get()) != nil }
}

/// librsvg and what it stands on.
private struct Libraries: @unchecked Sendable {
  typealias Handle = UnsafeMutableRawPointer
  private typealias Write =
    @convention(c) (Handle?, UnsafePointer<UInt8>?, UInt32) -> Int32

  private let handleFromData:
    @convention(c) (UnsafePointer<UInt8>, UInt, UnsafeMutablePointer<Handle?>?) -> Handle?
  private let intrinsicSize:
    @convention(c) (Handle, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Int32
  private let render:
    @convention(c) (Handle, Handle, UnsafePointer<Double>, UnsafeMutablePointer<Handle?>?) -> Int32
  private let unreference: @convention(c) (Handle) -> Void
  private let surfaceCreate: @convention(c) (Int32, Int32, Int32) -> Handle?
  private let surfaceStatus: @convention(c) (Handle) -> Int32
  private let surfaceDestroy: @convention(c) (Handle) -> Void
  private let contextCreate: @convention(c) (Handle) -> Handle?
  private let contextDestroy: @convention(c) (Handle) -> Void
  private let writePNG: @convention(c) (Handle, Write, Handle?) -> Int32

  static let shared: Result<Libraries, FigureError> = {
    do throws(FigureError) { return .success(try Libraries()) } catch { return .failure(error) }
  }()

  private init() throws(FigureError) {
    let rsvg = try Self.open("librsvg-2.so.2")
    let cairo = try Self.open("libcairo.so.2")
    let gobject = try Self.open("libgobject-2.0.so.0")
    handleFromData = try Self.symbol(rsvg, "rsvg_handle_new_from_data")
    intrinsicSize = try Self.symbol(rsvg, "rsvg_handle_get_intrinsic_size_in_pixels")
    render = try Self.symbol(rsvg, "rsvg_handle_render_document")
    unreference = try Self.symbol(gobject, "g_object_unref")
    surfaceCreate = try Self.symbol(cairo, "cairo_image_surface_create")
    surfaceStatus = try Self.symbol(cairo, "cairo_surface_status")
    surfaceDestroy = try Self.symbol(cairo, "cairo_surface_destroy")
    contextCreate = try Self.symbol(cairo, "cairo_create")
    contextDestroy = try Self.symbol(cairo, "cairo_destroy")
    writePNG = try Self.symbol(cairo, "cairo_surface_write_to_png_stream")
  }

  private static func open(_ name: String) throws(FigureError) -> Handle {
    if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) { return handle }
    let reason = dlerror().map { String(cString: $0) } ?? "unknown"
    throw FigureError(
      "a figure becomes PNG by librsvg 2.52 or later, which could not be loaded (\(reason)); install it "
        + "(Debian: librsvg2-2), or export the figure as .svg")
  }

  private static func symbol<Function>(
    _ library: Handle, _ name: String
  ) throws(FigureError) -> Function {
    guard let found = dlsym(library, name) else {
      throw FigureError(
        "this librsvg has no '\(name)'; install version 2.52 or later, or export the figure as .svg"
      )
    }
    return unsafeBitCast(found, to: Function.self)
  }

  /// Bytes that cairo hands over.
  private final class Sink {
    var bytes: [UInt8] = []
  }

  func png(_ svg: [UInt8], _ scale: Double) throws(FigureError) -> [UInt8] {
    guard let handle = handleFromData(svg, UInt(svg.count), nil) else {
      throw FigureError("the figure is no SVG document that librsvg reads")
    }
    defer { unreference(handle) }
    var (width, height) = (0.0, 0.0)
    guard intrinsicSize(handle, &width, &height) != 0, width > 0, height > 0,
      width * scale < 32_000, height * scale < 32_000
    else { throw FigureError("the figure has no size in pixels, or too large a one for a PNG") }
    let (columns, rows) = (
      Int32((width * scale).rounded(.up)), Int32((height * scale).rounded(.up))
    )
    guard let surface = surfaceCreate(0, columns, rows) else {
      throw FigureError("there is no memory for a picture of \(columns) × \(rows) pixels")
    }
    defer { surfaceDestroy(surface) }
    guard surfaceStatus(surface) == 0, let context = contextCreate(surface) else {
      throw FigureError("there is no memory for a picture of \(columns) × \(rows) pixels")
    }
    defer { contextDestroy(context) }
    // RsvgRectangle: x, y, width, height.
    let view = [0, 0, Double(columns), Double(rows)]
    guard render(handle, context, view, nil) != 0, surfaceStatus(surface) == 0 else {
      throw FigureError("librsvg could not draw the figure")
    }
    let sink = Sink()
    let status = writePNG(
      surface,
      { closure, data, length in
        guard let closure, let data else { return 11 }
        Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue().bytes += UnsafeBufferPointer(
          start: data, count: Int(length))
        return 0
      }, Unmanaged.passUnretained(sink).toOpaque())
    guard status == 0, !sink.bytes.isEmpty else {
      throw FigureError("cairo could not write the figure as PNG")
    }
    return sink.bytes
  }
}
