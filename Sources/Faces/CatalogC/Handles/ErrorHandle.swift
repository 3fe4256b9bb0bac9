internal import CatalogService
internal import CCatalog
internal import JSONText
internal import Glibc

/// An error as C sees it: texts that live as long as it does.
@safe
final class ErrorHandle {
  // Safe: made in `init`, freed in `deinit`, never changed between.
  fileprivate let code: UnsafeMutablePointer<CChar>?
  fileprivate let message: UnsafeMutablePointer<CChar>?
  fileprivate let place: UnsafeMutablePointer<CChar>?
  fileprivate let remedy: UnsafeMutablePointer<CChar>?
  fileprivate let json: UnsafeMutablePointer<CChar>?
  fileprivate let status: Int32

  init(_ error: CatalogError) {
    unsafe code = CText.copy("\(error.code)")
    unsafe message = CText.copy(error.sentence)
    unsafe place = error.location.map { unsafe CText.copy("\($0)") } ?? nil
    unsafe remedy = error.remedy.map { unsafe CText.copy("\($0)") } ?? nil
    unsafe json = CText.copy(error.tree.text)
    status = error.code.exitStatus
  }

  deinit {
    unsafe free(code)
    unsafe free(message)
    unsafe free(place)
    unsafe free(remedy)
    unsafe free(json)
  }
}

typealias ErrorPlace = UnsafeMutablePointer<OpaquePointer?>

/// Runs the work of a C function; an error goes where the caller wants it.
///
/// - Returns: What `work` returns, `nil` when it throws.
func catching<Value>(_ error: ErrorPlace?, _ work: () throws -> Value) -> Value? {
  do {
    return try work()
  } catch let failure {
    // Safe: the header asks for a place for one pointer, or NULL.
    if let error = unsafe error {
      unsafe error.pointee = unsafe Handle.make(ErrorHandle(CatalogError(folding: failure)))
    }
    return nil
  }
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_error_code(_ error: OpaquePointer!) -> UnsafePointer<CChar>! {
  unsafe UnsafePointer(Handle.object(error, as: ErrorHandle.self).code)
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_error_status(_ error: OpaquePointer!) -> Int32 {
  unsafe Handle.object(error, as: ErrorHandle.self).status
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_error_message(_ error: OpaquePointer!) -> UnsafePointer<CChar>! {
  unsafe UnsafePointer(Handle.object(error, as: ErrorHandle.self).message)
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_error_place(_ error: OpaquePointer!) -> UnsafePointer<CChar>! {
  unsafe UnsafePointer(Handle.object(error, as: ErrorHandle.self).place)
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_error_remedy(_ error: OpaquePointer!) -> UnsafePointer<CChar>! {
  unsafe UnsafePointer(Handle.object(error, as: ErrorHandle.self).remedy)
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_error_json(_ error: OpaquePointer!) -> UnsafePointer<CChar>! {
  unsafe UnsafePointer(Handle.object(error, as: ErrorHandle.self).json)
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_error_free(_ error: OpaquePointer!) {
  unsafe Handle.give(back: error, as: ErrorHandle.self)
}

/// As `catalog.h` describes it.
@c @implementation
public func catalog_free(_ text: UnsafeMutableRawPointer!) { unsafe free(text) }
