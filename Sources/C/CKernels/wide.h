#ifndef CKERNELS_WIDE_H
#define CKERNELS_WIDE_H

/* What kernels with 512-bit registers and byte permutations share, and whether the processor has them. */

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx512f,avx512bw,avx512cd,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,popcnt,bmi,bmi2")))

static inline int is_wide(void) {
  static int known;
  int l = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (l) return l == 2;
  l = __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vbmi") &&
              __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
              __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512cd") &&
              __builtin_cpu_supports("bmi2")
          ? 2
          : 1;
  __atomic_store_n(&known, l, __ATOMIC_RELAXED);
  return l == 2;
}
#else
static inline int is_wide(void) { return 0; }
#endif

#endif
