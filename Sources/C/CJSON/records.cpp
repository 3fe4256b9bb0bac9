// Rows out of JSON lines. simdjson finds the structure of a line (and checks quotes,
// control characters and UTF-8) with vector code; the walk over that structure is ours, because
// we want three things its own walkers do not give: the whole grammar checked even in fields that
// nobody asked for, numbers of any size and Python's NaN accepted, and halves of surrogate pairs
// replaced instead of refused, so that no text is lost.

#include "cjson.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <simdjson.h>

#include "rest.h"
#include "strings.h"

namespace {

constexpr size_t maximum_depth = 1024;
// Vector copies may write this many bytes behind a string.
constexpr size_t slack = 64;

// Longer texts and numbers are not in a column.
constexpr size_t maximum_value = 1024;
// An escape takes six bytes for one to three, so what is longer than this is longer unescaped too.
constexpr size_t maximum_escaped_value = 6 * maximum_value;
// Paths that are longer, or have more keys, become no columns.
constexpr size_t maximum_path = 512;
constexpr uint32_t maximum_keys = 16;
// Keys of one object from which on they are looked up by hash.
constexpr size_t listed_edges = 32;

// What becomes of the values at a node, when it is no column's number.
constexpr uint32_t undecided = UINT32_MAX;
constexpr uint32_t no_column = UINT32_MAX - 1;
constexpr uint32_t left_out = UINT32_MAX - 2;

struct Node;

struct Edge {
  std::string key;
  std::unique_ptr<Node> child;
  // The object in which the key was met last.
  uint64_t met = 0;
};

// One step of the paths.
struct Node {
  std::vector<Edge> edges;
  std::vector<uint32_t> sources;
  uint32_t column = undecided;
  uint32_t key_count = 0;
  // A key of the record at which the path of a text begins.
  bool begins_text = false;
  // A key with dots led here, and something below may be wanted.
  bool is_apart = false;
  // What values that lie too far below are counted as.
  uint32_t far = undecided;
  // Where the next key is looked for first: most objects have the same keys in the same order.
  size_t next = 0;
  std::string path;
  // Places of the edges by key, once they are many: objects may be maps of thousands of keys.
  std::unordered_map<std::string, size_t> places;

  Node *step(std::string_view key) {
    if (Edge *known = find(reinterpret_cast<const uint8_t *>(key.data()), key.size())) {
      return known->child.get();
    }
    edges.push_back(Edge{std::string(key), std::make_unique<Node>()});
    Node *child = edges.back().child.get();
    child->key_count = key_count + 1;
    child->path = key_count == 0 ? std::string(key) : path + "." + std::string(key);
    if (edges.size() == listed_edges) {
      for (size_t place = 0; place < edges.size(); place++) places[edges[place].key] = place;
    } else if (edges.size() > listed_edges) {
      places[edges.back().key] = edges.size() - 1;
    }
    return child;
  }

  Edge *find(const uint8_t *key, size_t count) {
    size_t tries = edges.size() < listed_edges ? edges.size() : 1;
    for (size_t tried = 0; tried < tries; tried++) {
      if (next >= edges.size()) next = 0;
      Edge &edge = edges[next++];
      if (edge.key.size() == count && std::memcmp(edge.key.data(), key, count) == 0) return &edge;
    }
    if (edges.size() < listed_edges) return nullptr;
    auto known = places.find(std::string(reinterpret_cast<const char *>(key), count));
    if (known == places.end()) return nullptr;
    next = known->second + 1;
    return &edges[known->second];
  }
};

enum class Found : uint8_t { nothing, not_finite, string, number, yes, no };

// What is wanted of the values at a path.
struct Want {
  std::vector<uint32_t> sources;
  uint32_t column = undecided;
  // The path is the beginning of a text's.
  bool begins_text = false;
};

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
  uint32_t first_source;
  uint32_t source_count;
  bool is_text;
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

bool parse_integer(const uint8_t *bytes, size_t count, int64_t &value) {
  const char *first = reinterpret_cast<const char *>(bytes);
  auto [end, error] = std::from_chars(first, first + count, value);
  return error == std::errc() && end == first + count;
}

}  // namespace

struct cj_reader {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> structure;
  size_t structure_capacity = 0;
  Node root;
  std::vector<Source> sources;
  std::vector<Slot> slots;

  // The columns, and what their values were since they were last forgotten.
  std::vector<std::string> columns;
  // By path, beginnings of paths included: a key with dots stands for several of theirs.
  std::unordered_map<std::string, Want> wants;
  std::vector<cj_entry> entries;
  uint64_t left_out_count = 0;
  bool left_out_unnamed = false;
  bool discovers = false;

  // Objects met so far, to tell a key that stands twice in one of them.
  uint64_t object_count = 0;
  // Where keys stand whose values a later one replaces, as places in the structural index.
  std::unordered_set<uint32_t> replaced_keys;
  bool passes_replaced = false;

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
  // Values of the last walk.
  uint64_t walked = 0;
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

  void add_path(std::string_view path) {
    sources.emplace_back();
    slots.back().source_count++;
    uint32_t source = static_cast<uint32_t>(sources.size() - 1);
    want(path, slots.back().is_text, [&](Node &node, Want &wanted) {
      node.sources.push_back(source);
      wanted.sources.push_back(source);
    });
  }

  void add_column(std::string_view path, int use) {
    uint32_t number = use == CJ_LEFT_OUT ? left_out : no_column;
    if (use == CJ_COLUMN) {
      number = static_cast<uint32_t>(columns.size());
      columns.emplace_back(path);
    }
    want(path, false, [&](Node &node, Want &wanted) {
      node.column = number;
      wanted.column = number;
    });
  }

  // Calls `body` with the node at which a path ends when no key has dots. Nodes of keys with dots
  // are made when such a key is met: a path can be cut into keys in very many ways.
  template <typename Body>
  void want(std::string_view path, bool is_text, const Body &body) {
    bool has_brackets = path.find("[]") != std::string_view::npos;
    Node *first = nullptr;
    // Brackets say that there is an array, or belong to a key.
    for (int keeps_brackets = 0; keeps_brackets <= (has_brackets ? 1 : 0); keeps_brackets++) {
      Node *node = &root;
      for (size_t start = 0; start <= path.size();) {
        size_t dot = std::min(path.find('.', start), path.size());
        std::string_view key = path.substr(start, dot - start);
        node = node->step(keeps_brackets ? key : without_brackets(key));
        Want &begun = wants[node->path];
        if (is_text) {
          begun.begins_text = true;
          if (node->key_count == 1) node->begins_text = true;
        }
        start = dot + 1;
      }
      // Brackets in the middle of a key are kept both times.
      if (node != first) body(*node, wants[node->path]);
      first = node;
    }
  }

  // What is wanted at a key, or below it.
  const Want *wanted(const Node &node, const uint8_t *key, size_t count) const {
    std::string path = node.key_count == 0 ? std::string() : node.path + ".";
    path.append(reinterpret_cast<const char *>(key), count);
    auto known = wants.find(path);
    return known == wants.end() ? nullptr : &known->second;
  }

  // What becomes of a value at a node that nothing was said about.
  uint32_t decide(Node &node) {
    auto known = wants.find(node.path);
    if (known != wants.end() && known->second.column != undecided) {
      node.column = known->second.column;
    } else if (discovers) {
      node.column = static_cast<uint32_t>(columns.size());
      columns.push_back(node.path);
      wants[node.path].column = node.column;
    } else {
      left_out_unnamed = true;
      return left_out;
    }
    return node.column;
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

  // Tells what a scalar is.
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
        found = Found::not_finite;
        if (equals(bytes, count, "NaN") || equals(bytes, count, "Infinity")) return true;
        break;
      case '-':
        if (equals(bytes, count, "-Infinity")) {
          found = Found::not_finite;
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

  // Counts the values in `walked`.
  bool walk(size_t depth_before) {
    open.clear();
    walked = 0;
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
        walked++;
      } else {
        if (at >= index_count) return fail(CJ_ENDS_EARLY);
        Found found;
        size_t count;
        const uint8_t *bytes = scalar_bytes(count);
        if (!scalar(bytes, count, found)) return false;
        at++;
        if (found != Found::nothing) walked++;
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

  // Counts the values that were walked over as left out of the columns.
  void pass_over(Node &node, bool are_far) {
    if (walked == 0) return;
    if (!are_far) {
      left_out_count += walked;
      left_out_unnamed = true;
      return;
    }
    if (node.far == undecided) {
      node.far = static_cast<uint32_t>(columns.size());
      columns.push_back(node.key_count == 0 ? "(long keys)" : node.path);
    }
    add_entry(node.far, node.key_count < maximum_keys ? CJ_LONG_PATH : CJ_DEEP, 0, walked);
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

  bool object(Node &node, size_t depth) {
    if (depth >= maximum_depth) return fail(CJ_TOO_DEEP);
    uint64_t object = ++object_count;
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
      uint32_t place = at;
      bool is_replaced = passes_replaced && replaced_keys.count(at) != 0;
      Node *child = is_replaced ? nullptr : child_of(node, key, count, object);
      at++;
      if (peek() != ':') return fail(CJ_EXPECTED_COLON);
      at++;
      if (child == &repeated_child) {
        if (status.repeated == 0) status.repeated_position = index[place];
        status.repeated = 1;
        child = nullptr;
        is_replaced = true;
      }
      bool is_far = child == &far_child;
      if (child == nullptr || is_far) {
        if (!walk(depth + 1)) return false;
        // Replaced values are not left out.
        if (!is_replaced) pass_over(node, is_far);
      } else {
        if (child->begins_text) status.has_text_field = 1;
        if (!value(*child, depth + 1)) return false;
      }
      uint8_t byte = peek();
      at++;
      if (byte == '}') return true;
      if (byte != ',') {
        at--;
        return fail(CJ_EXPECTED_COMMA);
      }
    }
  }

  // Stands for a key that its object had before.
  Node repeated_child;

  // Stands for a key whose path is too long for a column that nobody named.
  Node far_child;

  // The node of a key; NULL for one that becomes no column.
  Node *child_of(Node &node, const uint8_t *key, size_t count, uint64_t object) {
    Edge *edge = node.find(key, count);
    if (edge == nullptr) {
      bool has_dots = node.is_apart || std::memchr(key, '.', count) != nullptr;
      const Want *want = has_dots ? wanted(node, key, count) : nullptr;
      if (want == nullptr) {
        bool is_far = node.key_count >= maximum_keys
          || node.path.size() + 1 + count > maximum_path;
        if (is_far) return &far_child;
        if (!discovers) return nullptr;
      }
      Node *child = node.step(std::string_view(reinterpret_cast<const char *>(key), count));
      if (want != nullptr) {
        child->is_apart = true;
        child->sources = want->sources;
        child->column = want->column;
        child->begins_text = want->begins_text && node.key_count == 0;
      }
      edge = &node.edges.back();
    }
    if (edge->met == object) return &repeated_child;
    edge->met = object;
    return edge->child.get();
  }

  // Finds the keys of the line that their object has again behind them.
  void find_replaced_keys() {
    struct Open {
      bool is_object;
      std::unordered_map<std::string, uint32_t> keys;
    };
    std::vector<Open> levels;
    replaced_keys.clear();
    for (uint32_t place = 0; place < index_count; place++) {
      switch (line[index[place]]) {
        case '{': levels.push_back(Open{true, {}}); break;
        case '[': levels.push_back(Open{false, {}}); break;
        case '}':
        case ']': levels.pop_back(); break;
        case '"': {
          if (levels.empty() || !levels.back().is_object || place + 1 >= index_count
              || line[index[place + 1]] != ':') {
            break;
          }
          at = place;
          size_t count;
          const uint8_t *bytes = string_bytes(count);
          scratch.resize(count + slack);
          bool replaced = false;
          size_t bad = 0;
          count = cj_unescape(bytes, count, scratch.data(), replaced, bad);
          std::string key(reinterpret_cast<const char *>(scratch.data()), count);
          auto [known, is_first] = levels.back().keys.emplace(std::move(key), place);
          if (!is_first) {
            replaced_keys.insert(known->second);
            known->second = place;
          }
          break;
        }
        default: break;
      }
    }
  }

  bool array(Node &node, size_t depth) {
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

  bool value(Node &node, size_t depth) {
    switch (peek()) {
      case '{': return object(node, depth);
      case '[': return array(node, depth);
      case '"': {
        size_t count;
        const uint8_t *bytes = string_bytes(count);
        uint32_t column = use(node);
        bool good = node.sources.empty() && column >= left_out
          ? check_escapes(bytes, count) : keep(node, column, Found::string, bytes, count);
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
        if (found <= Found::not_finite) {
          if (found == Found::not_finite) add_entry(use(node), CJ_NOT_FINITE, 0, 0);
          return node.sources.empty()
            ? true : keep(node, no_column, Found::nothing, bytes, count);
        }
        uint32_t column = use(node);
        return node.sources.empty() && column >= left_out
          ? true : keep(node, column, found, bytes, count);
      }
    }
  }

  bool room(size_t count) {
    if (output_capacity - output_used >= count + slack) return true;
    output_needed = count + slack;
    return false;
  }

  // The column of a value at a node, or why it has none; a value left out is counted.
  uint32_t use(Node &node) {
    uint32_t column = node.column == undecided ? decide(node) : node.column;
    if (column == left_out) left_out_count++;
    return column;
  }

  bool keep(Node &node, uint32_t column, Found found, const uint8_t *bytes, size_t count) {
    if (node.sources.empty() && count > maximum_escaped_value) {
      if (!check_escapes(bytes, count)) return false;
      add_entry(column, CJ_LONG, 0, count);
      return true;
    }
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
    bool stays = false;
    for (uint32_t number : node.sources) {
      Source &source = sources[number];
      if (array_depth == 0 && source.found == Found::nothing) {
        source.found = found;
        source.start = static_cast<uint32_t>(output_used);
        source.count = static_cast<uint32_t>(written);
        stays = true;
        if (found == Found::string && !replaced) {
          note_literal(number, source.start, written, false);
        }
      } else if (found != Found::nothing) {
        gather(source);
        if (source.pieces > 0) source.gathered.push_back(CJ_PIECE_SEPARATOR);
        if (found == Found::string && !replaced) {
          note_literal(number, source.gathered.size(), written, true);
        }
        source.gathered.append(reinterpret_cast<const char *>(target), written);
        source.found = source.pieces == 0 ? found : Found::string;
        source.pieces++;
      }
    }
    if (column < left_out && found != Found::nothing) {
      stays = add_value(column, found, target, written) || stays;
    }
    if (stays) output_used += written;
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
  void note_literal(uint32_t source, size_t start, size_t count, bool is_gathered) {
    if (!wants_rest || text_of_source[source] == text_count) return;
    literals.push_back(Literal{
      at, source, static_cast<uint32_t>(start), static_cast<uint32_t>(count), is_gathered});
  }

  // What stands under two spellings of a path is gathered when the second is met; the first literal
  // then stays where it is.
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
        // As they were joined: empty texts in front have no separator.
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

  // Makes what a source has so far the first piece of several.
  void gather(Source &source) {
    if (source.found == Found::nothing || source.pieces > 0) return;
    source.gathered.assign(
      reinterpret_cast<const char *>(output + source.start), source.count);
    source.pieces = 1;
  }

  void add_entry(uint32_t column, uint32_t kind, size_t start, uint64_t bits) {
    if (column >= left_out) return;
    entries.push_back(cj_entry{
      column, array_depth > 0 ? 1u : 0u, cj_value{kind, static_cast<uint32_t>(start), bits}});
  }

  // Adds a value whose text was just written; tells whether the text is needed.
  bool add_value(uint32_t column, Found found, const uint8_t *bytes, size_t count) {
    int64_t integer;
    if (found == Found::yes || found == Found::no) {
      add_entry(column, CJ_BOOLEAN, 0, found == Found::yes ? 1 : 0);
    } else if (count > maximum_value) {
      add_entry(column, CJ_LONG, 0, count);
    } else if (found == Found::number && parse_integer(bytes, count, integer)) {
      add_entry(column, CJ_INTEGER, 0, static_cast<uint64_t>(integer));
    } else {
      add_entry(column, found == Found::number ? CJ_NUMBER : CJ_STRING, output_used, count);
      return true;
    }
    return false;
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
      row[number] = found == Found::nothing
        ? cj_value{} : cj_value{CJ_STRING, start, static_cast<uint64_t>(count)};
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
      if (output_used > first) output[output_used++] = CJ_PIECE_SEPARATOR;
      std::memcpy(output + output_used, output + source.start, source.count);
      output_used += source.count;
    }
    start = static_cast<uint32_t>(first);
    count = static_cast<uint32_t>(output_used - first);
    return true;
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

  // Reads the wanted paths of the line at hand.
  bool read_paths() {
    for (Source &source : sources) source.forget();
    literals.clear();
    if (peek() != '{') {
      // What is no JSON at all says why.
      if (!walk(0)) return false;
      if (at < index_count) return fail(CJ_TRAILING_BYTES);
      at = 0;
      return fail(CJ_NOT_AN_OBJECT);
    }
    if (!object(root, 0)) return false;
    return at == index_count ? true : fail(CJ_TRAILING_BYTES);
  }

  bool read_row(const uint8_t *bytes, size_t count, cj_value *row) {
    size_t first_output = output_used;
    size_t first_entry = entries.size();
    uint64_t first_left_out = left_out_count;
    bool good = begin(bytes, count) && read_paths();
    if (good && status.repeated != 0) {
      // Now that the line is known to be sound, it is read again without what is replaced.
      find_replaced_keys();
      output_used = first_output;
      entries.resize(first_entry);
      left_out_count = first_left_out;
      at = 0;
      passes_replaced = true;
      good = read_paths();
      passes_replaced = false;
    }
    good = good && fill_row(row) && (!wants_rest || write_rest());
    if (!good) {
      entries.resize(first_entry);
      left_out_count = first_left_out;
    }
    status.entry_end = static_cast<uint32_t>(entries.size());
    return good;
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

int cj_reader_add_slot(cj_reader *reader, int is_text) {
  try {
    reader->slots.push_back(
      Slot{static_cast<uint32_t>(reader->sources.size()), 0, is_text != 0});
    return 1;
  } catch (...) {
    return 0;
  }
}

int cj_reader_add_column(cj_reader *reader, const char *path, size_t count, int use) {
  try {
    reader->add_column(std::string_view(path, count), use);
    return 1;
  } catch (...) {
    return 0;
  }
}

void cj_reader_set_discovers(cj_reader *reader, int discovers) {
  reader->discovers = discovers != 0;
}

size_t cj_reader_column_count(const cj_reader *reader) { return reader->columns.size(); }

const char *cj_reader_column_path(const cj_reader *reader, size_t column, size_t *count) {
  *count = reader->columns[column].size();
  return reader->columns[column].data();
}

const cj_entry *cj_reader_entries(const cj_reader *reader, size_t *count) {
  *count = reader->entries.size();
  return reader->entries.data();
}

uint64_t cj_reader_left_out(const cj_reader *reader, int *unnamed) {
  *unnamed = reader->left_out_unnamed ? 1 : 0;
  return reader->left_out_count;
}

void cj_reader_forget_entries(cj_reader *reader) {
  reader->entries.clear();
  reader->left_out_count = 0;
  reader->left_out_unnamed = false;
}

int cj_reader_add_path(cj_reader *reader, const char *path, size_t count) {
  try {
    reader->add_path(std::string_view(path, count));
    return 1;
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
