import JSONText
import Testing

@testable import Datasets

/// Values of `Catalog/` that were checked against their sources and corrected: a later change of a
/// file must not bring back what a source says otherwise.
@Suite struct CatalogueFactsTests {
  static let datasets = Dictionary(
    uniqueKeysWithValues: VocabularyTests.datasets.map { ($0.id, $0) })

  /// A dataset, one of its keys, and what stands there, separated by bars; the last column is part of
  /// the address where it was read, which stands beside the value or in its evidence.
  static let corrections = """
    ultrachat | licenses | MIT, repository, intended solely for research and education | thunlp/UltraChat
    superclue | measures | SuperCLUE-OPEN, 3754 questions, 4265, June edition, 3714 | CLUEbenchmark/SuperCLUE
    superclue | released | 2023-05 | CLUEbenchmark/SuperCLUE
    chatmed-consult | lineage | crawled medical questions, ChatGPT output | michael-wzhu/ChatMed
    lawbench | licenses | Apache-2.0, code, follow the licence of each source | open-compass/LawBench
    lawbench | lineage | CAIL 2018-2022, JEC-QA, LAIC2021, CrimeKgAssitant, LawGPT_zh, FLK, hualv | open-compass/LawBench
    mimic-iv | licenses | PhysioNet Credentialed Health Data License 1.5.0 | Stanford-AIMI/discharge-me
    industrycorpus-emotion | lineage | part-of, industrycorpus |
    industrycorpus-travel | lineage | part-of, industrycorpus |
    industrycorpus | lineage | wudaocorpora, cci-1-0, redpajama-v1, skypile-150b | IndustryCorpus_finance
    lccc-base | licenses | MIT, repository, academic, research-only | thu-coai/CDial-GPT
    lccc-base | measures | 937055849, 20000, validation, 10000, test | datasets/lccc
    lccc-base | kind | pretraining | thu-coai/CDial-GPT
    lccc-base | lineage | Weibo corpus | thu-coai/CDial-GPT
    cluewsc2020 | measures | 1244, train, 304, development | CLUEbenchmark/CLUE
    cluewsc2020 | released | 2020-03-25 | CLUEbenchmark/CLUE
    cluewsc2020 | lineage | part-of, clue |
    industrycorpus2-electric-power-energy | lineage | part-of, industrycorpus2 |
    industrycorpus2-mining | lineage | part-of, industrycorpus2 |
    industrycorpus2-petrochemical | lineage | part-of, industrycorpus2 |
    industrycorpus2-petrochemical | measures | 8470000, about | IndustryCorpus2_petrochemical
    industrycorpus2 | lineage | the-pile, BigCode, openwebmath, skypile-150b, wudaocorpora | BAAI/IndustryCorpus2
    coyo-700m | licenses | CC-BY-4.0, compilation, commercial use is not recommended | kakaobrain/coyo-dataset
    redpajama-v1 | licenses | Common Crawl Terms of Use, licence of C4, MIT, books3 and PG-19, arXiv terms, Wikipedia, StackExchange | togethercomputer/RedPajama-Data
    redpajama-v1 | lineage | GitHub, books3, arxiv, wikipedia, stack-exchange-dump | togethercomputer/RedPajama-Data
    openhermes-2-5 | measures | million, 1.94, GB | teknium/OpenHermes-2.5
    openhermes-2-5 | released | 2023-11-12 | teknium/OpenHermes-2.5
    openhermes-2-5 | lineage | compilation of open instruction sets, GPT-4 output | teknium/OpenHermes-2.5
    openneuro | languages | zxx |
    wanjuan-silu-arabic | licenses | CC-BY-4.0, other agreements, some subsets | opendatalab/WanJuan3.0
    wanjuan-silu-arabic | lineage | part-of, wanjuan-3-0-silu |
    wanjuan-1-0 | licenses | CC-BY-4.0, other agreements, some subsets | opendatalab/WanJuan1.0
    nsrdb | publisher | National Laboratory of the Rockies |
    zhihu-kol | licenses | MIT, code, scraper | wangrui6/Zhihu-KOL
    zhihu-kol | lineage | Zhihu, crawled | wangrui6/Zhihu-KOL
    open-x-embodiment | lineage | member datasets, listed in a sheet | open_x_embodiment
    belle-3-5m | licenses | ODC-By-1.0, repository, GPL-3.0-only, Hugging Face only, forbid commercial use | LianjiaTech/BELLE
    belle-3-5m | lineage | ChatGPT output | LianjiaTech/BELLE
    safety-prompts | kind | instruction | thu-coai/Safety-Prompts
    fineweb-edu-chinese-v2-1 | licenses | Apache-2.0, OpenCSG Community License, ask-for-commercial-use | Fineweb-Edu-Chinese-V2.1
    fineweb-edu-chinese-v2-1 | measures | 46B + 530B + 930B, 46 530 and 930 yi, 1.5, trillion | Fineweb-Edu-Chinese-V2.1
    fineweb-edu-chinese-v2-1 | lineage | map-cc, opencsg-cc | Fineweb-Edu-Chinese-V2.1
    thucnews | licenses | MIT, code, ask-for-commercial-use | thunlp/THUCTC
    thucnews | access | registration |
    thucnews | lineage | Sina news RSS 2005-2011 | thunlp/THUCTC
    movielens-25m | licenses | GroupLens usage license, ask-for-commercial-use | cephcyn
    cci-3-0-hq | licenses | BAAI Data Usage Protocol, Apache-2.0, in 2024 | BAAI/CCI3-HQ
    skypile-150b | licenses | Skywork Community License, speaks of the model | SkyworkAI/Skywork
    fineweb | measures | 52.5, billion, extension in 2025 | funkartive
    chinese-fineweb-edu | licenses | Apache-2.0, OpenCSG Community License, ask-for-commercial-use | Fineweb-Edu-Chinese-V2.1
    chinese-fineweb-edu | measures | 300, GB, 90000000, 84600000 | opencsg/chinese-fineweb-edu
    chinese-fineweb-edu | lineage | cci-2-0, skypile-150b, telechat-ptd | Fineweb-Edu-Chinese-V3
    chinese-fineweb-edu-v2 | licenses | Apache-2.0, OpenCSG Community License, ask-for-commercial-use | chinese-fineweb-edu-v2
    chinese-fineweb-edu-v2 | measures | 420, billion | chinese-fineweb-edu-v2
    dolma | lineage | pes2o, code, Reddit, wikipedia | allenai/dolma
    the-pile | lineage | books3, BookCorpus2, GitHub, FreeLaw, USPTO, OpenWebText2, Enron, IRC | EleutherAI/the-pile
    nemotron-cc | licenses | Common Crawl, mirror, NVIDIA Data Agreement | FlagAI-Open/OpenSeek
    hplt-v2 | licenses | CC0-1.0, packaging | HPLT2.0_cleaned
    mnbvc | licenses | MIT, repository, no copyright review | esbatmop/MNBVC
    cmmlu | licenses | CC-BY-NC-SA-4.0 | haonan-li/CMMLU
    """.split(separator: "\n").map(String.init)

  @Test(arguments: corrections) func `a corrected value stands, with its source`(row: String) throws
  {
    let cells = row.split(separator: "|", omittingEmptySubsequences: false).map { cell in
      cell.split(separator: " ").joined(separator: " ")
    }
    let dataset = try #require(Self.datasets[cells[0]])
    let value = try #require(dataset.tree[cells[1]]).text
    // Sources write thousands with commas.
    let plain = value.replacing(",", with: "")
    for word in cells[2].split(separator: ",").map({ String($0.drop { $0 == " " }) }) {
      #expect(plain.contains(word), "\(word) is not in \(value)")
    }
    let known = dataset.evidence.filter { $0.of == cells[1] }.compactMap(\.source).joined()
    #expect(cells[3].isEmpty || (value + known).contains(cells[3]), "\(cells[3])")
  }

  @Test(arguments: [
    "industrycorpus2-electric-power-energy", "industrycorpus2-petrochemical",
    "industrycorpus2-mining",
  ]) func `a part whose repository states no licence has none`(id: String) throws {
    #expect(try #require(Self.datasets[id]).licenses == [])
  }

  /// The datasets of 2024 to 2026 that surveys of that time do not have, and their licences.
  static let recent: [String: [String]] = [
    "finepdfs": ["ODC-By-1.0"], "finepdfs-edu": ["ODC-By-1.0"], "fineweb2-hq": [],
    "ultra-fineweb": [], "ultra-fineweb-l3": ["Apache-2.0"], "nemotron-cc-v2-1": [],
    "nemotron-cc-math-v1": [],
    "nemotron-pretraining-code-v1": ["NVIDIA Data Agreement for Model Training"],
    "nemotron-post-training-dataset-v1": ["CC-BY-4.0"],
    "llama-nemotron-post-training-dataset": ["CC-BY-4.0"], "dolma-3-mix": ["ODC-By-1.0"],
    "hplt-v3": ["CC0-1.0"], "chinese-cosmopedia": ["Apache-2.0", "OpenCSG Community License"],
    "smoltalk-chinese": ["Apache-2.0", "OpenCSG Community License"],
    "fineweb-edu-chinese-v3": ["OpenCSG dataset licence agreement"], "map-matrix": [],
    "opc-fineweb-code-corpus": [], "opc-annealing-corpus": ["Mixed licences"],
    "synthetic-1": ["Apache-2.0"], "synthetic-2": ["Apache-2.0"], "openmathreasoning": [],
    "chinese-deepseek-r1-distill-110k": ["Apache-2.0"], "coig-p": [], "oceancorpus": [],
    "agrieval": ["Apache-2.0", "AgriBench Dataset Community License Agreement"],
  ]

  @Test(arguments: recent.keys.sorted())
  func `a recent dataset has the licences of its sources, each with an address`(id: String) throws {
    let dataset = try #require(Self.datasets[id])
    #expect(dataset.licenses.map(\.label) == Self.recent[id])
    #expect(dataset.licenses.allSatisfy { $0.source?.hasPrefix("http") == true })
  }

  @Test
  func `a number of tokens that its source calls a rounding or a bound is none that is exact`()
    throws
  {
    let rounding = try Regex(
      "(about|roughly|approximately|some|around|nearly|over|more than|at least|up to|~|约|超过)"
        + " *[0-9.,]+ *([TBM]|trillion|billion|million)?\\b[^;,]{0,20}token")
    for (id, dataset) in Self.datasets {
      let tokens = dataset.measures.filter {
        $0.metric == Measure.Metric.tokens && $0.scope == nil && $0.precision == nil
      }
      let stated = dataset.measures.compactMap(\.stated).filter {
        $0.firstMatch(of: rounding.ignoresCase()) != nil
      }
      #expect(tokens.isEmpty || stated.isEmpty, "\(id): \(stated)")
    }
  }
}
