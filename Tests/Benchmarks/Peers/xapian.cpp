// Xapian. MODE: word (lower-cased runs of letters and digits), ngram (its own pairs of characters).
#include "driver.hpp"
#include <cstdlib>
#include <memory>
#include <xapian.h>

static bool isWord(unsigned character) {
    if (character < 128) return isalnum(character);
    switch (Xapian::Unicode::get_category(character)) {
        case Xapian::Unicode::UPPERCASE_LETTER: case Xapian::Unicode::LOWERCASE_LETTER:
        case Xapian::Unicode::TITLECASE_LETTER: case Xapian::Unicode::MODIFIER_LETTER:
        case Xapian::Unicode::OTHER_LETTER: case Xapian::Unicode::DECIMAL_DIGIT_NUMBER:
        case Xapian::Unicode::LETTER_NUMBER: case Xapian::Unicode::OTHER_NUMBER: return true;
        default: return false;
    }
}

static void addWords(Xapian::Document& document, const std::string& text) {
    Xapian::termpos position = 0;
    std::string word;
    auto finish = [&] {
        if (!word.empty() && word.size() < 200) document.add_posting(word, ++position);
        word.clear();
    };
    for (Xapian::Utf8Iterator character(text); character != Xapian::Utf8Iterator(); ++character)
        if (isWord(*character))
            Xapian::Unicode::append_utf8(word, Xapian::Unicode::tolower(*character));
        else finish();
    finish();
}

static void build(const std::string& texts, const std::string& folder, bool ngram) {
    setenv("XAPIAN_FLUSH_THRESHOLD", "40000", 1);
    double start = now();
    long documents = 0;
    auto unpacked = folder + ".unpacked";
    {
        Xapian::WritableDatabase database(
            unpacked, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_DANGEROUS | Xapian::DB_NO_SYNC);
        Xapian::TermGenerator generator;
        generator.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);
        std::ifstream file(texts);
        for (std::string line; std::getline(file, line); documents++) {
            Xapian::Document document;
            if (ngram) {
                generator.set_document(document);
                generator.set_termpos(0);
                generator.index_text(line);
            } else addWords(document, line);
            database.add_document(document);
        }
        database.commit();
    }
    Xapian::Database(unpacked).compact(folder, Xapian::DBCOMPACT_NO_RENUMBER | Xapian::Compactor::FULLER);
    printf("{\"documents\":%ld,\"seconds\":%.3f}\n", documents, now() - start);
    if (system(("rm -rf '" + unpacked + "'").c_str())) exit(1);
}

static Xapian::Query tree(const Query& query, bool ngram) {
    static Xapian::QueryParser parser;
    auto run = [](const std::string& text) {
        return parser.parse_query("\"" + text + "\"",
                                  Xapian::QueryParser::FLAG_CJK_NGRAM | Xapian::QueryParser::FLAG_PHRASE);
    };
    auto& clauses = query.clauses;
    if (query.kind == "phrase") {
        if (ngram) return run(joined(clauses, ""));
        return Xapian::Query(Xapian::Query::OP_PHRASE, clauses.begin(), clauses.end(), clauses.size());
    }
    std::vector<Xapian::Query> parts;
    for (auto& clause : clauses) {
        std::vector<Xapian::Query> any;
        for (auto& word : split(clause, '|')) any.push_back(ngram ? run(word) : Xapian::Query(word));
        parts.push_back(any.size() == 1 ? any[0] : Xapian::Query(Xapian::Query::OP_OR, any.begin(), any.end()));
    }
    if (parts.size() == 1) return parts[0];
    auto combine = query.kind == "any" ? Xapian::Query::OP_OR : Xapian::Query::OP_AND;
    return Xapian::Query(combine, parts.begin(), parts.end());
}

int main(int, char** arguments) {
    bool ngram = std::string(arguments[4]) == "ngram";
    if (std::string(arguments[1]) == "build") {
        build(arguments[2], arguments[3], ngram);
        return 0;
    }
    double opened = now();
    Xapian::Database database(arguments[2]);
    Xapian::Enquire ranked(database), counted(database);
    ranked.set_weighting_scheme(Xapian::BM25Weight(1.2, 0, 0, 0.75, 0));
    counted.set_weighting_scheme(Xapian::BoolWeight());
    auto all = database.get_doccount();
    serve(arguments[3], Xapian::version_string(), opened, [&](const Query& query, long limit) -> Run {
        auto prepared = tree(query, ngram);
        if (limit == 0) return [&, prepared] {
            counted.set_query(prepared);
            return long(counted.get_mset(0, 0, all).get_matches_estimated());
        };
        return [&, prepared, limit] {
            ranked.set_query(prepared);
            auto hits = ranked.get_mset(0, limit);
            long found = 0;
            for (auto hit = hits.begin(); hit != hits.end(); ++hit) found++;
            return found;
        };
    });
}
