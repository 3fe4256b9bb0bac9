// What the native drivers share: the queries, and the loop that answers for their times.
//
//   DRIVER build TEXTS FOLDER MODE CORES     indexes a file of one text a line
//   DRIVER serve FOLDER QUERIES MODE         opens, runs one query, then answers lines
//                                            "CLASS LIMIT RUNS SECONDS"; limit 0 counts
// Every answer is one line of JSON.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <time.h>
#include <vector>

using Words = std::vector<std::string>;
/// Returns how many hits it found; empty where the engine cannot answer.
using Run = std::function<long()>;

inline double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

inline double processor() {
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

inline Words split(const std::string& line, char separator) {
    Words words;
    std::stringstream stream(line);
    for (std::string word; std::getline(stream, word, separator);) words.push_back(word);
    return words;
}

inline std::string joined(const Words& words, const std::string& separator) {
    std::string text;
    for (auto& word : words) text += (text.empty() ? "" : separator) + word;
    return text;
}

/// Clauses and how they combine: term, all, any, phrase, mix (all of any-of, split by '|').
struct Query {
    std::string kind;
    Words clauses;
};

/// The queries of a file by class; a class starts with "#class NAME KIND".
inline std::map<std::string, std::vector<Query>> queries(const std::string& path) {
    std::map<std::string, std::vector<Query>> classes;
    std::string name, kind;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        auto words = split(line, ' ');
        if (words.size() == 3 && words[0] == "#class") name = words[1], kind = words[2];
        else classes[name].push_back({kind, words});
    }
    return classes;
}

inline double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[(values.size() + 1) / 2 - 1];
}

inline void print(const char* name, const std::vector<double>& values, const char* end) {
    printf("\"%s\":[", name);
    for (size_t i = 0; i < values.size(); i++) printf(i ? ",%.3f" : "%.3f", values[i]);
    printf("]%s", end);
}

/// One warm-up and some timed runs of each query; after the given seconds of a ranked class the
/// rest is left out, while counts are always complete.
inline void answer(const std::vector<Run>& runs, long limit, int repeats, double seconds) {
    std::vector<double> wall, cpu, numbers;
    double begin = now();
    for (auto& run : runs) {
        bool late = now() - begin > seconds;
        if (late && limit > 0) break;
        numbers.push_back(run());
        if (late) continue;
        std::vector<double> walls, cpus;
        for (int i = 0; i < repeats && (i < 1 || now() - begin < seconds); i++) {
            double processorBefore = processor(), before = now();
            run();
            walls.push_back((now() - before) * 1e6);
            cpus.push_back((processor() - processorBefore) * 1e6);
        }
        wall.push_back(median(walls));
        cpu.push_back(median(cpus));
    }
    printf("{");
    print("wall", wall, ",");
    print("processor", cpu, ",");
    print("numbers", numbers, "}\n");
    fflush(stdout);
}

/// Answers until the input ends. `prepare` makes a query ready to run with a limit.
inline void serve(const std::string& path, const std::string& version, double opened,
                  std::function<Run(const Query&, long)> prepare) {
    auto classes = queries(path);
    for (auto& [name, list] : classes)
        if (auto run = prepare(list.at(0), 1)) { run(); break; }
    printf("{\"version\":\"%s\",\"first_hit_ms\":%.3f}\n", version.c_str(), (now() - opened) * 1e3);
    fflush(stdout);
    std::string name;
    long limit;
    int repeats;
    double seconds;
    while (std::cin >> name >> limit >> repeats >> seconds) {
        std::vector<Run> runs;
        for (auto& query : classes[name])
            if (auto run = prepare(query, limit)) runs.push_back(run);
        answer(runs.size() == classes[name].size() ? runs : std::vector<Run>(), limit, repeats, seconds);
    }
}
