// SQLite FTS5, contentless. MODE: word (unicode61), trigram. Queries are parsed by SQLite within
// the measured time: its interface takes text.
#include "driver.hpp"
#include <sqlite3.h>
#include <sys/stat.h>

static sqlite3* database;

static void execute(const std::string& sql) {
    char* message = nullptr;
    if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message)) {
        fprintf(stderr, "%s: %s\n", sql.c_str(), message);
        exit(1);
    }
}

static sqlite3_stmt* statement(const std::string& sql) {
    sqlite3_stmt* prepared;
    if (sqlite3_prepare_v2(database, sql.c_str(), -1, &prepared, nullptr)) {
        fprintf(stderr, "%s: %s\n", sql.c_str(), sqlite3_errmsg(database));
        exit(1);
    }
    return prepared;
}

static long number(const std::string& sql) {
    auto prepared = statement(sql);
    sqlite3_step(prepared);
    long value = sqlite3_column_int64(prepared, 0);
    sqlite3_finalize(prepared);
    return value;
}

static std::string expression(const Query& query, bool trigram) {
    auto quoted = [](const std::string& word) { return "\"" + word + "\""; };
    if (query.kind == "phrase") return quoted(joined(query.clauses, trigram ? "" : " "));
    Words parts;
    for (auto& clause : query.clauses) {
        Words words;
        for (auto& word : split(clause, '|')) words.push_back(quoted(word));
        auto any = joined(words, " OR ");
        parts.push_back(words.size() > 1 ? "(" + any + ")" : any);
    }
    return joined(parts, query.kind == "any" ? " OR " : " AND ");
}

static void build(const std::string& texts, const std::string& folder, bool trigram) {
    mkdir(folder.c_str(), 0755);
    double start = now();
    sqlite3_open((folder + "/index.db").c_str(), &database);
    execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1048576");
    execute(std::string("CREATE VIRTUAL TABLE t USING fts5(body, content='', tokenize=\"") +
            (trigram ? "trigram" : "unicode61 remove_diacritics 0") + "\")");
    execute("BEGIN");
    auto insert = statement("INSERT INTO t(rowid, body) VALUES(?, ?)");
    std::ifstream file(texts);
    long documents = 0;
    for (std::string line; std::getline(file, line);) {
        sqlite3_bind_int64(insert, 1, ++documents);
        sqlite3_bind_text(insert, 2, line.data(), line.size(), SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE) exit(1);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    execute("COMMIT");
    execute("INSERT INTO t(t) VALUES('optimize')");
    double seconds = now() - start;
    // Pages that the last step left free are not counted.
    long pages = number("PRAGMA page_count") - number("PRAGMA freelist_count");
    printf("{\"documents\":%ld,\"seconds\":%.3f,\"bytes\":%ld}\n", documents, seconds,
           pages * number("PRAGMA page_size"));
}

static Run prepare(const Query& query, long limit, bool trigram) {
    auto text = expression(query, trigram);
    static std::map<long, sqlite3_stmt*> statements;
    auto& prepared = statements[limit];
    if (!prepared)
        prepared = statement(limit ? "SELECT rowid, rank FROM t WHERE t MATCH ? ORDER BY rank LIMIT " +
                                         std::to_string(limit)
                                   : "SELECT count(*) FROM t WHERE t MATCH ?");
    return [=, run = prepared] {
        sqlite3_bind_text(run, 1, text.data(), text.size(), SQLITE_STATIC);
        long rows = 0, value = 0;
        while (sqlite3_step(run) == SQLITE_ROW) rows++, value = sqlite3_column_int64(run, 0);
        sqlite3_reset(run);
        return limit ? rows : value;
    };
}

int main(int, char** arguments) {
    bool trigram = std::string(arguments[4]) == "trigram";
    if (std::string(arguments[1]) == "build") {
        build(arguments[2], arguments[3], trigram);
        return 0;
    }
    double opened = now();
    auto path = std::string(arguments[2]) + "/index.db";
    sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
    execute("PRAGMA mmap_size=2147418112; PRAGMA cache_size=-65536");
    serve(arguments[3], sqlite3_libversion(), opened,
          [=](const Query& query, long limit) { return prepare(query, limit, trigram); });
}
