// Rows out of JSON lines. simdjson finds the structure of a line (and checks quotes,
// control characters and UTF-8) with vector code; the walk over that structure is ours, because
// we want three things its own walkers do not give: the whole grammar checked even in fields that
// nobody asked for, numbers of any size and Python's NaN accepted, and halves of surrogate pairs
// replaced instead of refused, so that no text is lost.

#include "cjson.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "rest.h"
#include "strings.h"

namespace {

constexpr size_t maximum_depth = 1024;
// Vector copies may write this many bytes behind a string.
constexpr size_t slack = 64;

struct Node;

struct Edge {
  std::string key;
  std::unique_ptr<Node> child;
};

// One step of the wanted paths.
struct Node {
  std::vector<Edge> edges;
  std::vector<uint32_t> sources;

  Node *step(std::string_view key) {
    for (Edge &edge : edges) {
      if (edge.key == key) return edge.child.get();
    }
    edges.push_back(Edge{std::string(key), std::make_unique<Node>()});
    return edges.back().child.get();
  }

  const Node *find(const uint8_t *key, size_t count) const {
    for (const Edge &edge : edges) {
      if (edge.key.size() == count && std::memcmp(edge.key.data(), key, count) == 0) {
        return edge.child.get();
      }
    }
    return nullptr;
  }
};

enum class Found : uint8_t { nothing, string, number, yes, no };

// What one path gave in the current record.
struct Source {
  Found found = Found::nothing;
  uint32_t start = 0;
  uint32_t count = 0;
  // Elements of arrays are gathered here, because they need not follow each other in the output.
  std::string gathered;
  uint32_t pieces = 0;

  void forget() {
    found = Found::nothing;
    if (pieces != 0) gathered.clear();
    pieces = 0;
  }
};

// A string literal that one path gave, and where its bytes went.
struct Literal {
  // Which structural index begins it.
  uint32_t at;
  uint32_t source;
  // In the output, or among what the path has gathered.
  uint32_t start;
  uint32_t count;
  bool is_gathered;
};

struct Slot {
  int want;
  uint32_t first_source;
  uint32_t source_count;
};

bool is_space(uint8_t byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }

// Whether the bytes are one number by JSON's grammar.
bool is_number(const uint8_t *bytes, size_t count) {
  size_t i = 0;
  if (i < count && bytes[i] == '-') i++;
  if (i == count || !is_digit(bytes[i])) return false;
  if (bytes[i] == '0') {
    i++;
  } else {
    while (i < count && is_digit(bytes[i])) i++;
  }
  if (i < count && bytes[i] == '.') {
    i++;
    if (i == count || !is_digit(bytes[i])) return false;
    while (i < count && is_digit(bytes[i])) i++;
  }
  if (i < count && (bytes[i] == 'e' || bytes[i] == 'E')) {
    i++;
    if (i < count && (bytes[i] == '+' || bytes[i] == '-')) i++;
    if (i == count || !is_digit(bytes[i])) return false;
    while (i < count && is_digit(bytes[i])) i++;
  }
  return i == count;
}

bool equals(const uint8_t *bytes, size_t count, const char *word) {
  return count == std::strlen(word) && std::memcmp(bytes, word, count) == 0;
}

bool parse_real(const uint8_t *bytes, size_t count, double &value) {
  const char *first = reinterpret_cast<const char *>(bytes);
  auto [end, error] = std::from_chars(first, first + count, value);
  return error == std::errc() && end == first + count && std::isfinite(value);
}

bool parse_integer(const uint8_t *bytes, size_t count, int64_t &value) {
  const char *first = reinterpret_cast<const char *>(bytes);
  auto [end, error] = std::from_chars(first, first + count, value);
  if (error == std::errc() && end == first + count) return true;
  // 3.0 and 1e3 are integers too; beyond 2^53 a fraction could have been rounded away.
  double real;
  if (!parse_real(bytes, count, real)) return false;
  if (real != std::floor(real) || std::fabs(real) > 9007199254740992.0) return false;
  value = static_cast<int64_t>(real);
  return true;
}

}  // namespace

struct cj_reader {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> structure;
  size_t structure_capacity = 0;
  Node root;
  std::vector<Source> sources;
  std::vector<Slot> slots;

  // The line being read.
  const uint8_t *line = nullptr;
  size_t line_count = 0;
  const uint32_t *index = nullptr;
  uint32_t index_count = 0;
  uint32_t at = 0;
  cj_status status{};

  // Where its strings go.
  uint8_t *output = nullptr;
  size_t output_used = 0;
  size_t output_capacity = 0;
  size_t output_needed = 0;

  uint32_t array_depth = 0;
  std::vector<uint8_t> open;
  std::vector<uint8_t> repaired;
  std::vector<uint8_t> scratch;

  // What the rest of the record is made with, when it is wanted.
  bool wants_rest = false;
  size_t first_text = 0;
  size_t text_count = 0;
  // By source: the text that takes it, or the count of texts.
  std::vector<uint32_t> text_of_source;
  std::vector<Literal> literals;
  std::vector<cj_piece> pieces;
  std::vector<uint32_t> bases;
  std::vector<uint32_t> ends;

  bool add_path(std::string_view path) {
    sources.emplace_back();
    slots.back().source_count++;
    add_steps(&root, path, static_cast<uint32_t>(sources.size() - 1));
    return true;
  }

  // Adds every way to cut the path into keys at its dots.
  void add_steps(Node *node, std::string_view path, uint32_t source) {
    node->step(without_brackets(path))->sources.push_back(source);
    for (size_t dot = path.find('.'); dot != std::string_view::npos;
         dot = path.find('.', dot + 1)) {
      add_steps(node->step(without_brackets(path.substr(0, dot))), path.substr(dot + 1), source);
    }
  }

  static std::string_view without_brackets(std::string_view key) {
    while (key.size() > 2 && key.substr(key.size() - 2) == "[]") key.remove_suffix(2);
    return key;
  }

  // MARK: - Structure

  bool fail(uint16_t problem) {
    status.problem = problem;
    status.position = at < index_count ? index[at] : static_cast<uint32_t>(line_count);
    if (at >= index_count && problem != CJ_TRAILING_BYTES) status.problem = CJ_ENDS_EARLY;
    return false;
  }

  bool begin(const uint8_t *bytes, size_t count) {
    line = bytes;
    line_count = count;
    at = 0;
    array_depth = 0;
    status = cj_status{};
    index_count = 0;
    if (count == 0 || count == CJ_REFUSED_LINE) {
      status.problem = count == 0 ? CJ_ENDS_EARLY : CJ_REFUSED;
      return false;
    }
    if (count > structure_capacity) {
      size_t capacity = count < (size_t(64) << 10) ? (size_t(64) << 10) : count + count / 4;
      if (structure == nullptr) {
        if (simdjson::get_active_implementation()->create_dom_parser_implementation(
              capacity, 1, structure)
            != simdjson::SUCCESS) {
          status.problem = CJ_NO_MEMORY;
          return false;
        }
      } else if (structure->set_capacity(capacity) != simdjson::SUCCESS) {
        structure_capacity = 0;
        status.problem = CJ_NO_MEMORY;
        return false;
      }
      structure_capacity = capacity;
    }
    switch (structure->stage1(line, line_count, simdjson::stage1_mode::regular)) {
      case simdjson::SUCCESS: break;
      case simdjson::UTF8_ERROR: return repair();
      case simdjson::UNCLOSED_STRING: status.problem = CJ_UNCLOSED_STRING; return false;
      case simdjson::UNESCAPED_CHARS: status.problem = CJ_CONTROL_CHARACTER; return false;
      case simdjson::MEMALLOC:
      case simdjson::CAPACITY: status.problem = CJ_NO_MEMORY; return false;
      default: status.problem = CJ_ENDS_EARLY; return false;
    }
    index = structure->structural_indexes.get();
    index_count = structure->n_structural_indexes;
    return true;
  }

  // Replaces what is no UTF-8 and begins again.
  bool repair() {
    uint32_t first = 0;
    if (repaired.data() == line) {
      status.problem = CJ_BAD_LITERAL;
      return false;
    }
    cj_repair_utf8(line, line_count, repaired, first);
    size_t count = repaired.size();
    repaired.resize(count + slack);
    bool good = begin(repaired.data(), count);
    status.replaced |= CJ_REPLACED_BYTES;
    if (good) status.position = first;
    return good;
  }

  uint8_t peek() const { return at < index_count ? line[index[at]] : 0; }

  // The bytes between the quotes of the string that begins at the current place.
  const uint8_t *string_bytes(size_t &count) const {
    size_t start = index[at] + 1;
    size_t end = at + 1 < index_count ? index[at + 1] : line_count;
    // Nothing but space can stand between a closing quote and the next structural byte.
    do { end--; } while (end > start && line[end] != '"');
    count = end - start;
    return line + start;
  }

  // The bytes of the number or literal that begins at the current place.
  const uint8_t *scalar_bytes(size_t &count) const {
    size_t start = index[at];
    size_t end = at + 1 < index_count ? index[at + 1] : line_count;
    while (end > start && is_space(line[end - 1])) end--;
    count = end - start;
    return line + start;
  }

  // Tells what a scalar is; NaN and the infinities count as null.
  bool scalar(const uint8_t *bytes, size_t count, Found &found) {
    switch (count > 0 ? bytes[0] : 0) {
      case 't':
        found = Found::yes;
        if (equals(bytes, count, "true")) return true;
        break;
      case 'f':
        found = Found::no;
        if (equals(bytes, count, "false")) return true;
        break;
      case 'n':
        found = Found::nothing;
        if (equals(bytes, count, "null")) return true;
        break;
      case 'N':
      case 'I':
        found = Found::nothing;
        if (equals(bytes, count, "NaN") || equals(bytes, count, "Infinity")) return true;
        break;
      case '-':
        if (equals(bytes, count, "-Infinity")) {
          found = Found::nothing;
          return true;
        }
        [[fallthrough]];
      case '0': case '1': case '2': case '3': case '4':
      case '5': case '6': case '7': case '8': case '9':
        found = Found::number;
        return is_number(bytes, count) ? true : fail(CJ_BAD_NUMBER);
    }
    return fail(CJ_BAD_LITERAL);
  }

  bool bad_escape(size_t position) {
    status.problem = CJ_BAD_ESCAPE;
    status.position = static_cast<uint32_t>(position);
    return false;
  }

  bool check_escapes(const uint8_t *bytes, size_t count) {
    if (std::memchr(bytes, '\\', count) == nullptr) return true;
    scratch.resize(count + slack);
    bool replaced = false;
    size_t bad = 0;
    size_t written = cj_unescape(bytes, count, scratch.data(), replaced, bad);
    return written != SIZE_MAX ? true : bad_escape(bytes + bad - line);
  }

  // MARK: - Any value, checked and passed over

  bool string_here() {
    size_t count;
    const uint8_t *bytes = string_bytes(count);
    return check_escapes(bytes, count);
  }

  bool walk(size_t depth_before) {
    open.clear();
    while (true) {
      // A value begins here.
      uint8_t first = peek();
      if (first == '{' || first == '[') {
        if (open.size() + depth_before >= maximum_depth) return fail(CJ_TOO_DEEP);
        at++;
        open.push_back(first);
        if (first == '{' && peek() != '}') {
          if (!key_here()) return false;
          continue;
        }
        if (first == '[' && peek() != ']') continue;
      } else if (first == '"') {
        if (!string_here()) return false;
        at++;
      } else {
        if (at >= index_count) return fail(CJ_ENDS_EARLY);
        Found found;
        size_t count;
        const uint8_t *bytes = scalar_bytes(count);
        if (!scalar(bytes, count, found)) return false;
        at++;
      }
      // A value has ended; close what it closes.
      while (true) {
        if (open.empty()) return true;
        uint8_t byte = peek();
        bool in_object = open.back() == '{';
        if (byte == ',') {
          at++;
          if (in_object && !key_here()) return false;
          break;
        }
        if (byte != (in_object ? '}' : ']')) return fail(CJ_EXPECTED_COMMA);
        at++;
        open.pop_back();
      }
    }
  }

  // Passes a key and its colon.
  bool key_here() {
    if (peek() != '"') return fail(CJ_EXPECTED_KEY);
    if (!string_here()) return false;
    at++;
    if (peek() != ':') return fail(CJ_EXPECTED_COLON);
    at++;
    return true;
  }

  // MARK: - The wanted paths

  bool object(const Node &node, size_t depth) {
    if (depth >= maximum_depth) return fail(CJ_TOO_DEEP);
    at++;
    if (peek() == '}') {
      at++;
      return true;
    }
    while (true) {
      if (peek() != '"') return fail(CJ_EXPECTED_KEY);
      size_t count;
      const uint8_t *key = string_bytes(count);
      if (std::memchr(key, '\\', count) != nullptr) {
        scratch.resize(count + slack);
        bool replaced = false;
        size_t bad = 0;
        size_t written = cj_unescape(key, count, scratch.data(), replaced, bad);
        if (written == SIZE_MAX) return bad_escape(key + bad - line);
        key = scratch.data();
        count = written;
      }
      const Node *child = node.find(key, count);
      at++;
      if (peek() != ':') return fail(CJ_EXPECTED_COLON);
      at++;
      if (child == nullptr ? !walk(depth + 1) : !value(*child, depth + 1)) return false;
      uint8_t byte = peek();
      at++;
      if (byte == '}') return true;
      if (byte != ',') {
        at--;
        return fail(CJ_EXPECTED_COMMA);
      }
    }
  }

  bool array(const Node &node, size_t depth) {
    if (depth >= maximum_depth) return fail(CJ_TOO_DEEP);
    at++;
    if (peek() == ']') {
      at++;
      return true;
    }
    array_depth++;
    while (true) {
      if (!value(node, depth + 1)) return false;
      uint8_t byte = peek();
      at++;
      if (byte == ']') break;
      if (byte != ',') {
        at--;
        return fail(CJ_EXPECTED_COMMA);
      }
    }
    array_depth--;
    return true;
  }

  bool value(const Node &node, size_t depth) {
    switch (peek()) {
      case '{': return node.edges.empty() ? walk(depth) : object(node, depth);
      case '[': return array(node, depth);
      case '"': {
        size_t count;
        const uint8_t *bytes = string_bytes(count);
        bool good = node.sources.empty()
          ? check_escapes(bytes, count) : keep(node, Found::string, bytes, count);
        at++;
        return good;
      }
      default: {
        if (at >= index_count) return fail(CJ_ENDS_EARLY);
        Found found;
        size_t count;
        const uint8_t *bytes = scalar_bytes(count);
        if (!scalar(bytes, count, found)) return false;
        at++;
        return node.sources.empty() ? true : keep(node, found, bytes, count);
      }
    }
  }

  bool room(size_t count) {
    if (output_capacity - output_used >= count + slack) return true;
    output_needed = count + slack;
    return false;
  }

  bool keep(const Node &node, Found found, const uint8_t *bytes, size_t count) {
    if (!room(count)) return false;
    uint8_t *target = output + output_used;
    size_t written = 0;
    bool replaced = false;
    if (found == Found::string) {
      size_t bad = 0;
      written = cj_unescape(bytes, count, target, replaced, bad);
      if (written == SIZE_MAX) return bad_escape(bytes + bad - line);
      if (replaced) {
        if (status.replaced == 0) status.position = static_cast<uint32_t>(bytes - line);
        status.replaced |= CJ_REPLACED_SURROGATES;
      }
    } else if (found != Found::nothing) {
      std::memcpy(target, bytes, count);
      written = count;
    }
    for (uint32_t number : node.sources) {
      Source &source = sources[number];
      if (array_depth == 0) {
        source.found = found;
        source.start = static_cast<uint32_t>(output_used);
        source.count = static_cast<uint32_t>(written);
        if (found == Found::string && !replaced) note_literal(number, source.start, written);
      } else if (found != Found::nothing) {
        if (source.pieces > 0) source.gathered.push_back('\n');
        if (found == Found::string && !replaced) {
          note_literal(number, source.gathered.size(), written);
        }
        source.gathered.append(reinterpret_cast<const char *>(target), written);
        source.found = source.pieces == 0 ? found : Found::string;
        source.pieces++;
      }
    }
    if (array_depth == 0) output_used += written;
    return true;
  }

  // MARK: - The rest

  void want_rest(bool wanted, size_t first, size_t count) {
    wants_rest = wanted;
    if (!wanted || text_of_source.size() == sources.size()) return;
    first_text = first;
    text_count = count;
    text_of_source.assign(sources.size(), static_cast<uint32_t>(count));
    for (size_t text = 0; text < count; text++) {
      const Slot &slot = slots[first + text];
      for (uint32_t i = 0; i < slot.source_count; i++) {
        text_of_source[slot.first_source + i] = static_cast<uint32_t>(text);
      }
    }
  }

  // Remembers that a path got the string at the current place.
  void note_literal(uint32_t source, size_t start, size_t count) {
    if (!wants_rest || text_of_source[source] == text_count) return;
    literals.push_back(Literal{
      at, source, static_cast<uint32_t>(start), static_cast<uint32_t>(count), array_depth > 0});
  }

  // Of a key that stands twice, the last value counts; the literals before it are no text.
  bool is_text(const Literal &literal) const {
    const Source &source = sources[literal.source];
    if (source.found == Found::nothing) return false;
    return literal.is_gathered
      || (source.pieces == 0 && source.start == literal.start && source.count == literal.count);
  }

  // Writes the rest of the record behind its strings.
  bool write_rest() {
    bases.assign(sources.size(), 0);
    ends.assign(text_count, 0);
    for (size_t text = 0; text < text_count; text++) {
      const Slot &slot = slots[first_text + text];
      uint32_t end = 0;
      for (uint32_t number = slot.first_source; number < slot.first_source + slot.source_count;
           number++) {
        if (sources[number].found == Found::nothing) continue;
        // As they were joined: empty texts in front have no line break.
        bases[number] = end == 0 ? 0 : end + 1;
        end = bases[number] + sources[number].count;
      }
      ends[text] = end;
    }
    pieces.clear();
    for (const Literal &literal : literals) {
      if (!is_text(literal)) continue;
      uint32_t text = text_of_source[literal.source];
      uint32_t offset = bases[literal.source] + (literal.is_gathered ? literal.start : 0);
      pieces.push_back(cj_piece{
        literal.at, text, offset, literal.count, literal.count == ends[text]});
    }
    if (!room(line_count + cj_marker_size * pieces.size())) return false;
    ends.assign(text_count, 0);
    status.rest_start = static_cast<uint32_t>(output_used);
    status.rest_count = static_cast<uint32_t>(cj_write_rest(
      line, line_count, index, index_count, pieces, ends, output + output_used));
    output_used += status.rest_count;
    return true;
  }

  // MARK: - Rows

  // Moves gathered elements to the output.
  bool settle(Source &source) {
    if (source.pieces == 0) return true;
    if (!room(source.gathered.size())) return false;
    std::memcpy(output + output_used, source.gathered.data(), source.gathered.size());
    source.start = static_cast<uint32_t>(output_used);
    source.count = static_cast<uint32_t>(source.gathered.size());
    output_used += source.gathered.size();
    return true;
  }

  bool fill_row(cj_value *row) {
    for (size_t number = 0; number < slots.size(); number++) {
      const Slot &slot = slots[number];
      Found found = Found::nothing;
      uint32_t start = 0;
      uint32_t count = 0;
      uint32_t parts = 0;
      for (uint32_t i = 0; i < slot.source_count; i++) {
        Source &source = sources[slot.first_source + i];
        if (!settle(source)) return false;
        if (source.found == Found::nothing) continue;
        parts++;
        found = source.found;
        start = source.start;
        count = source.count;
      }
      if (parts > 1 && !join(slot, start, count)) return false;
      if (parts > 1) found = Found::string;
      row[number] = convert(slot.want, found, start, count);
    }
    return true;
  }

  // Writes what a slot's paths gave behind each other.
  bool join(const Slot &slot, uint32_t &start, uint32_t &count) {
    size_t total = 0;
    for (uint32_t i = 0; i < slot.source_count; i++) {
      total += sources[slot.first_source + i].count + 1;
    }
    if (!room(total)) return false;
    size_t first = output_used;
    for (uint32_t i = 0; i < slot.source_count; i++) {
      const Source &source = sources[slot.first_source + i];
      if (source.found == Found::nothing) continue;
      if (output_used > first) output[output_used++] = '\n';
      std::memcpy(output + output_used, output + source.start, source.count);
      output_used += source.count;
    }
    start = static_cast<uint32_t>(first);
    count = static_cast<uint32_t>(output_used - first);
    return true;
  }

  cj_value convert(int want, Found found, uint32_t start, uint32_t count) const {
    cj_value value{};
    if (found == Found::nothing) return value;
    const uint8_t *bytes = output + start;
    switch (want) {
      case CJ_WANT_STRING:
        value.kind = CJ_STRING;
        value.start = start;
        value.bits = count;
        break;
      case CJ_WANT_INTEGER:
        if (found == Found::number || (found == Found::string && is_number(bytes, count))) {
          int64_t integer;
          if (parse_integer(bytes, count, integer)) {
            value.kind = CJ_INTEGER;
            value.bits = static_cast<uint64_t>(integer);
          }
        }
        break;
      case CJ_WANT_REAL:
        if (found == Found::number || (found == Found::string && is_number(bytes, count))) {
          double real;
          if (parse_real(bytes, count, real)) {
            value.kind = CJ_REAL;
            std::memcpy(&value.bits, &real, sizeof(real));
          }
        }
        break;
      case CJ_WANT_BOOLEAN: {
        bool yes = found == Found::yes || equals(bytes, count, "true")
          || equals(bytes, count, "True") || equals(bytes, count, "1");
        bool no = found == Found::no || equals(bytes, count, "false")
          || equals(bytes, count, "False") || equals(bytes, count, "0");
        if (yes || no) {
          value.kind = CJ_BOOLEAN;
          value.bits = yes ? 1 : 0;
        }
        break;
      }
    }
    return value;
  }

  // Gives back what one huge line made us take.
  void shed() {
    constexpr size_t usual = size_t(8) << 20;
    if (structure_capacity > usual) {
      structure.reset();
      structure_capacity = 0;
    }
    if (repaired.capacity() > usual) std::vector<uint8_t>().swap(repaired);
    if (scratch.capacity() > usual) std::vector<uint8_t>().swap(scratch);
    if (literals.capacity() > usual / sizeof(Literal)) {
      std::vector<Literal>().swap(literals);
      std::vector<cj_piece>().swap(pieces);
    }
    for (Source &source : sources) {
      if (source.gathered.capacity() > usual) std::string().swap(source.gathered);
    }
  }

  bool read_row(const uint8_t *bytes, size_t count, cj_value *row) {
    for (Source &source : sources) source.forget();
    literals.clear();
    if (!begin(bytes, count)) return false;
    if (peek() != '{') return fail(CJ_NOT_AN_OBJECT);
    if (!object(root, 0)) return false;
    if (at < index_count) return fail(CJ_TRAILING_BYTES);
    return fill_row(row) && (!wants_rest || write_rest());
  }
};

extern "C" {

cj_reader *cj_reader_create(void) {
  try {
    return new cj_reader();
  } catch (...) {
    return nullptr;
  }
}

void cj_reader_destroy(cj_reader *reader) { delete reader; }

int cj_reader_add_slot(cj_reader *reader, int want) {
  try {
    reader->slots.push_back(Slot{want, static_cast<uint32_t>(reader->sources.size()), 0});
    return 1;
  } catch (...) {
    return 0;
  }
}

int cj_reader_add_path(cj_reader *reader, const char *path, size_t count) {
  try {
    return reader->add_path(std::string_view(path, count)) ? 1 : 0;
  } catch (...) {
    return 0;
  }
}

int cj_reader_want_rests(cj_reader *reader, int wanted, size_t first_text, size_t text_count) {
  try {
    reader->want_rest(wanted != 0, first_text, text_count);
    return 1;
  } catch (...) {
    return 0;
  }
}

size_t cj_read(
  cj_reader *reader, const uint8_t *chunk, const cj_line *lines, size_t count, uint8_t *output,
  size_t capacity, size_t *used, size_t *needed, cj_value *rows, cj_status *statuses) {
  reader->output = output;
  reader->output_capacity = capacity;
  for (size_t i = 0; i < count; i++) {
    size_t before = *used;
    reader->output_used = before;
    reader->output_needed = 0;
    try {
      reader->read_row(
        chunk + lines[i].start, lines[i].count, rows + i * reader->slots.size());
    } catch (...) {
      reader->status.problem = CJ_NO_MEMORY;
    }
    if (reader->output_needed > 0) {
      // What was written for this line is written again, so ask for all of it.
      *needed = (reader->output_used - before + reader->output_needed) * 2 + lines[i].count;
      return i;
    }
    statuses[i] = reader->status;
    *used = reader->status.problem == CJ_FINE ? reader->output_used : before;
  }
  *needed = 0;
  reader->shed();
  return count;
}

}
