/// SHA-256 over bytes that come in pieces (FIPS 180-4, "Secure Hash Standard").
///
/// For checksums that other programs verify; pages of enveloped files have CRC-32C.
package struct SHA256: ~Copyable {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]
  private var pending = GrowableBuffer<UInt8>(capacity: 128)
  private var byteCount: UInt64 = 0
  private let words = GrowableBuffer<UInt32>(repeating: 0, count: 64)
  private let constants: GrowableBuffer<UInt32>

  package init() {
    var constants = GrowableBuffer<UInt32>(capacity: 64)
    constants.append(contentsOf: Self.roundConstants)
    self.constants = constants
  }

  /// Takes more bytes in.
  package mutating func append(_ bytes: BufferView<UInt8>) {
    byteCount += UInt64(bytes.count)
    var at = 0
    if pending.count > 0 {
      at = min(64 - pending.count, bytes.count)
      pending.append(contentsOf: bytes[0..<at])
      if pending.count < 64 { return }
      compress(pending.view)
      pending.removeAll()
    }
    while at + 64 <= bytes.count {
      compress(bytes[at..<at + 64])
      at += 64
    }
    pending.append(contentsOf: bytes[at..<bytes.count])
  }

  /// The digest of everything appended, as 64 hexadecimal digits; more may be appended after.
  package var hexadecimal: String {
    mutating get {
      let saved = state
      let tail = pending.view.array
      pending.append(0x80)
      pending.append(repeating: 0, count: (pending.count <= 56 ? 56 : 120) - pending.count)
      let bits = byteCount &* 8
      for shift in stride(from: 56, through: 0, by: -8) {
        pending.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
      }
      for start in stride(from: 0, to: pending.count, by: 64) {
        compress(pending.view[start..<start + 64])
      }
      let digits = state.map { word in
        let text = String(word, radix: 16)
        return String(repeating: "0", count: 8 - text.count) + text
      }.joined()
      state = saved
      pending.removeAll()
      pending.append(contentsOf: tail)
      return digits
    }
  }

  private mutating func compress(_ block: BufferView<UInt8>) {
    let w = words.view
    for index in 0..<16 {
      let at = index * 4
      w[index] =
        UInt32(block[at]) << 24 | UInt32(block[at + 1]) << 16 | UInt32(block[at + 2]) << 8
        | UInt32(block[at + 3])
    }
    for index in 16..<64 {
      let x = w[index - 15]
      let y = w[index - 2]
      let small = Self.rotate(x, 7) ^ Self.rotate(x, 18) ^ x >> 3
      let large = Self.rotate(y, 17) ^ Self.rotate(y, 19) ^ y >> 10
      w[index] = w[index - 16] &+ small &+ w[index - 7] &+ large
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    let k = constants.view
    for index in 0..<64 {
      let first = Self.rotate(e, 6) ^ Self.rotate(e, 11) ^ Self.rotate(e, 25)
      let t1 = h &+ first &+ (e & f ^ ~e & g) &+ k[index] &+ w[index]
      let second = Self.rotate(a, 2) ^ Self.rotate(a, 13) ^ Self.rotate(a, 22)
      let t2 = second &+ (a & b ^ a & c ^ b & c)
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
    }
    for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
  }

  @inline(__always)
  private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
    value &>> count | value &<< (32 - count)
  }

  /// The first 32 bits of the fractions of the cube roots of the first 64 primes.
  private static let roundConstants: [UInt32] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
  ]
}
