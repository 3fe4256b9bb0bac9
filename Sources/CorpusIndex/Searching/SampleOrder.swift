/// The order in which a sample takes records.
enum SampleOrder {
  /// A number that is spread evenly over all ids and differs from seed to seed.
  ///
  /// FNV-1a over the id's UTF-8 bytes (Fowler, Noll and Vo), then the finalizer of SplitMix64
  /// (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014), which
  /// alone would leave the low bits of short ids related.
  static func key(of id: String, seed: UInt64) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ mixed(seed)
    for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return mixed(hash)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var value = value &+ 0x9e37_79b9_7f4a_7c15
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}
