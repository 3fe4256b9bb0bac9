#include "clanguages.h"

// The header of CLD2 uses FILE and does not include what declares it.
#include <cstdio>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

const char *cl_language(const uint8_t *text, size_t count) {
  CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  CLD2::Language languages[3];
  int percents[3];
  double scores[3];
  int text_bytes = 0;
  int valid_bytes = 0;
  bool is_reliable = false;
  const CLD2::Language language = CLD2::ExtDetectLanguageSummaryCheckUTF8(
      reinterpret_cast<const char *>(text), static_cast<int>(count), true, &hints, 0, languages,
      percents, scores, nullptr, &text_bytes, &is_reliable, &valid_bytes);
  return is_reliable && language != CLD2::UNKNOWN_LANGUAGE ? CLD2::LanguageCode(language) : nullptr;
}
