import Testing

@testable import Datasets

/// The ways in which people say in passing that data is not for everybody.
@Suite struct EverydayTermsTests {
  private static let english = [
    "You may use this corpus for your thesis but not to make money.",
    "Not to be used for profit.",
    "For non-profit use only.",
    "Use in products is not allowed.",
    "Do not use in commercial products.",
    "Please do not use the data commercially.",
    "Commercial exploitation is strictly prohibited.",
    "We do not permit for-profit use.",
    "Free for individuals; businesses must buy a licence.",
    "Free for personal use.",
    "For personal, non-commercial use.",
    "Intended for academic use.",
    "Academic use only.",
    "Solely for scholarly purposes.",
    "This data is made available to researchers only.",
    "Access is restricted to university researchers.",
    "Only universities and research institutes may use the data.",
    "Contact us for commercial licensing.",
    "For commercial use, please contact sales@example.com.",
    "Commercial licenses are available on request.",
    "Commercial use requires prior written consent.",
    "If you want to use it commercially, write to us.",
    "Companies need a separate agreement.",
    "Any commercial application is subject to a fee.",
    "Licensed for evaluation purposes only.",
    "The dataset can be used for research purpose only.",
    "Research use only (RUO).",
    "Use is limited to non commercial research.",
    "The license prohibits the use of the dataset for commercial gain.",
    "Redistribution and commercial usage forbidden.",
    "You may not sell the data or anything made from it.",
    "Released for the research community; please do not deploy models trained on it.",
    "Models trained on this data must not be used commercially.",
    "This dataset should not be used in a commercial setting.",
    "For teaching and research.",
    "Students and teachers only.",
    "No commercial entities.",
    "Industrial use prohibited without permission.",
    "Business use is not covered.",
    "CC BY NC 4.0",
    "Creative Commons Attribution-NonCommercial 4.0",
    "Available under a non commercial licence.",
    "Do not train on this data.",
    "Please don't train models on it.",
    "You may not train or fine-tune models with the logs.",
    "Training on this data is prohibited.",
    "Training large language models on this dataset is not permitted.",
    "The logs must not be used for training language models.",
    "Never use this data to train a model.",
    "Please refrain from commercial use.",
    "Companies may not use this data.",
    "Businesses cannot use the dataset.",
    "Only academic institutions may use the data.",
    "Only research institutes can access it.",
    "Nur für Forschungszwecke.",
    "Pour la recherche uniquement.",
    "Solo para investigación.",
    "no uso comercial",
  ]

  private static let chinese = [
    "仅供科研",
    "仅供科研使用，禁止商用",
    "数据仅用于科学研究",
    "本数据集不得用于商业",
    "严禁任何商业行为",
    "不可用于任何盈利性活动",
    "请勿将数据用于商业产品",
    "上市前联系",
    "产品上市前请联系我们取得授权",
    "个人免费，企业收费",
    "个人学习使用免费",
    "企业使用请联系作者",
    "公司使用须付费",
    "商业合作请联系我们",
    "商业用途请发邮件至 data@example.com",
    "商用请联系",
    "未经许可不得商用",
    "未经授权，任何单位和个人不得将其用于商业目的",
    "仅限学术交流",
    "只允许用于学术目的",
    "限内部使用",
    "仅限校内使用",
    "仅供个人学习交流",
    "仅供学习参考",
    "供科研人员使用",
    "面向高校和科研机构开放",
    "非商业许可",
    "本语料为非商业用途发布",
    "不允许用于训练商业模型",
    "禁止用于训练大语言模型",
    "如用于商业，后果自负",
    "数据版权归原网站所有，仅供研究",
    "請勿作商業用途",
    "只供非牟利用途",
    "僅供學術研究之用",
    "不得轉作商業用途",
    "不支持商业使用",
    "不提供商业授权",
    "暂不开放商用",
    "用于营利需另签协议",
    "用于商业发布前需报备",
    "盈利性使用须事先征得同意",
    "禁止任何形式的商业开发",
    "谢绝企业使用",
    "勿作商用",
    "商用利用不可",
    "商業利用不可",
    "研究目的に限る",
    "研究目的のみ利用可",
  ]

  /// What is made like terms of use and may forbid something, in a description.
  private static let doubtful = [
    "Exclusively available to accredited universities.",
    "This dataset is made available exclusively to accredited universities.",
    "You may not use it to build products.",
    "The data may be used in products only after signing the agreement.",
    "Free for evaluation during 30 days.",
    "Not for production use.",
    "We do not own the copyright of the texts.",
    "We do not own these images.",
    "The audio clips belong to their respective owners.",
    "Use of the tweets is subject to the platform's developer agreement.",
    "You may not use the answers or the data to develop models that compete with theirs.",
    "Usage is restricted to members of the consortium.",
    "Access is limited to signatories of the agreement.",
    "Use within the EU only.",
    "Industry users: please get in touch about licensing terms.",
    "If your company wants it, contact us.",
    "Only non-profit research institutes may download and use this dataset.",
    "Only registered participants can download the files.",
    "By downloading, you agree to delete the data after your project ends.",
    "Please delete the data when the course ends.",
    "The code is MIT, the data is CC BY-NC-SA 4.0.",
    "License: MIT (code), CC BY-NC 4.0 (data)",
    "Licence: see the original repositories.",
    "[License](https://creativecommons.org/licenses/by-nc/4.0/)",
    "No part of this corpus may be used to train generative models.",
    "We release the dataset for academia.",
    "Revenue-generating uses are excluded.",
    "You can use this for anything except making money.",
    "Monetization of this dataset in any form is forbidden.",
    "Licensed under the LLaMA 2 Community License.",
    "Released under the same licence as the original data.",
    "Released under custom research terms.",
    "We ask you to use it solely within a research context.",
    "Usage: researchers at non-commercial institutions.",
    "Use is permitted for the shared task only.",
    "The articles remain the property of the newspapers.",
    "This is a preview; do not redistribute or use it beyond the workshop.",
    "You must not share it with third parties.",
    "Do not publish this data elsewhere.",
    "Redistribution of the dataset is not allowed.",
    "The dataset may not be reproduced or passed on to any third party.",
    "No licence is granted for deployment.",
    "The dataset may be used free of charge by students.",
    "> **Note** this data is strictly NON COMMERCIAL.",
    "Use of this data for commercial gain is a breach of the terms.",
    "The annotation is ours. The pictures come from others, whose terms apply.",
    "The original licenses of the source datasets apply.",
    "The dataset inherits the license of its sources.",
    "The images are publicly available on the web, and may have different licenses.",
    "Users are responsible for complying with the terms of the source videos.",
    "By using this dataset, you agree to the terms of the video platform.",
    "Use of these transcripts is governed by the terms of the talks.",
    "The data is under an NDA.",
    "Military and surveillance applications are prohibited.",
    "The use of the data is limited to the purposes of the GREEN project.",
    "The recordings are content that may only be used within the project.",
    "The dataset is provided for methodological use.",
    "This data is for evaluation only.",
    "The dataset is free to use within the hackathon.",
    "本数据集不对外开放授权。",
    "The source declares no license -- verify before commercial use.",
    "Users must ensure their usage complies with local laws and the source terms.",
    "Please contact the authors before using this dataset in a product.",
    "Please review the license and ensure that your usage complies with the terms and conditions of the owner.",
    "You are responsible for obtaining permission from the rights holders.",
    "Each sample keeps the license of its source repository.",
    "Individual records retain their original licences.",
    "Audio is licensed separately.",
    "Some subsets have more restrictive licenses.",
    "Fair use is claimed for the lyrics.",
    "Scraped from a website without permission.",
    "We only release this for reproducibility purposes.",
    "Reuse requires approval by the ethics board.",
    "Access requires a signed data use agreement.",
    "The books are in copyright.",
    "It contains copyrighted material.",
    "You need a licence from the newspaper to use the articles.",
    "A licence must be bought for products.",
    "Only for hackathon participants.",
    "需签署数据使用协议后方可使用。",
    "请联系版权方获取许可。",
    "数据集内容来自网络爬取，未获授权。",
    "受版权保护，使用前请取得许可。",
    "如用于产品，请联系我们。",
    "数据使用者须为本校师生。",
    "音频版权由各唱片公司持有。",
    "使用者需自行确认原始数据的许可。",
    "生成数据的模型许可同样适用于本数据。",
    "本数据集的使用仅限于非营利机构。",
    "版权归原作者所有。",
    "原始音频的版权归其权利方所有。",
    "版权属于各出版社。",
    "请在下载后24小时内删除。",
    "数据仅供比赛使用，比赛结束后请删除。",
    "数据来源于网络，版权归原作者所有，如有侵权请联系删除。",
    "僅限非營利目的。",
    "我们不拥有这些文本的版权。",
    "使用本数据需遵守 LLaMA 许可协议。",
    "使用该数据集需遵循数据集提供者的使用规范。",
    "许可以原数据集为准。",
    "非商用",
    "用于商业目的的，需事先征得本单位书面同意。",
    "本数据集只对学术界开放。",
    "除商业用途外均可使用。",
    "禁止转载，禁止二次分发。",
    "下载后请勿外传。",
    "商用必究。",
    "模型输出不得用于诊断。",
    "不得将数据用于军事。",
  ]

  /// What descriptions say of other things in the same words.
  private static let harmless = [
    "- **License**: CC0 1.0",
    "The dataset does not contain any additional annotations.",
    "Only the test split has labels.",
    "Do not overwrite the adapters.",
    "Licence plates are blurred.",
    "The corpus covers copyright law, licensing and contracts.",
    "Company names were replaced; contact details were removed.",
    "Access to the files needs no login.",
    "The records must be decoded before they can be used.",
    "Names are not the property of interest here.",
    "Users may not always agree on the label.",
    "Forms on which a licence is asked for.",
    "收录法律条款、许可协议与合同文本。",
    "使用前请先解压。",
    "本次比赛不限制大家使用额外的训练数据来优化模型。",
    "可用于训练与评测大语言模型，包括商业模型。",
    "请遵守相关法律法规。",
    "Both commercial and non-commercial use are permitted.",
    "For commercial and noncommercial purposes alike.",
    "允许商业和非商业用途。",
    "The sentences were only used once.",
    "We use only news of ten years.",
    "It is available only in English.",
    "The data is provided in JSON only.",
    "Each record belongs to one of five sources.",
    "It holds contracts that are subject to the laws of trade.",
    "Texts about places where the use of drugs is prohibited.",
    "The data may be used for any purpose.",
    "Only texts that may be used commercially were kept.",
    "The dataset is provided for everyone, for any use.",
    "The dataset is intended for training language models.",
    "Do not use the old version.",
    "Do not use this script on Windows.",
    "Contact us if something is missing.",
    "Companies report their business in it.",
    "We excluded all files with non-commercial licences.",
    "Files under CC BY-NC 4.0 were removed.",
    "Licensed under the CC0 1.0 licence.",
    "License: CC0-1.0",
    "The data should not be used to identify people.",
    "Not all of them are used.",
    "感谢某非营利组织的资助。",
    "该语料只收录新闻。",
    "仅供参考。",
    "商用无需授权。",
    "各网站的新闻与原文链接。",
    "Built for research on harbours and their trade.",
    "Collected for research purposes by the harbour office.",
    "Reviews of products that are not sold any more.",
    "Reports of companies that must publish their accounts.",
    "Prices of shares that companies need to pay.", "Fees that businesses must pay to the port.",
    "Forms that companies need to ask for a licence.",
    "Companies must pay taxes, and here is how much.",
    "Free for everyone, companies too.",
    "We do not sell your personal data.",
    "Products that did not sell well are marked.",
    "Small models do not train well on it.",
    "The test split was not used for training.",
    "We do not train on the test split.",
    "Training accidents are excluded.",
    "Reports of what companies may not use.",
    "Free for academic and industrial use.",
    "Free for research and commercial use.",
    "A non-profit organisation made it.",
    "A not-for-profit organisation made it.",
    "It excludes commercial pages.",
    "It contains no commercial content.",
    "Commercial pages are not included.",
    "Essays that were written by students only.",
    "Exam questions limited to university entrance.",
    "Business news of ten years.",
    "Intended for training models that speak of harbours.",
    "Commercial contracts with the addresses of those who signed them.",
    "上市公司的年报与公告",
    "个人与企业均可免费使用",
    "可商用，无需申请授权",
    "面向高校学生的试题",
    "企业年报与招股书",
    "商业新闻语料",
    "提供给研究者和开发者",
    "仅含简体中文",
    "收录企业联系方式",
    "公司披露的许可证信息",
  ]

  private func verdict(_ dataset: Dataset) throws -> RightsVerdict {
    try RightsReport(of: ["h"], for: .commercial, in: RightsNotation([dataset]).graph).verdict
  }

  /// A dataset under a licence that permits everything.
  private func free() -> Dataset {
    var dataset = Dataset(id: "h")
    dataset.isOriginal = true
    dataset.licenses = [LicenseStatement(spdx: "CC0-1.0")]
    return dataset
  }

  /// In a description, in the note of a licence, in conditions of access, and as a licence.
  private func places(of terms: String) -> [Dataset] {
    var (described, noted, gated, named) = (free(), free(), free(), free())
    described.description = LocalizedText("The log of a harbour. " + terms)
    noted.licenses[0].note = terms
    gated.accessNote = terms
    named.licenses = [LicenseStatement(name: terms)]
    return [described, noted, gated, named]
  }

  @Test(arguments: english + chinese) func `no words that keep somebody out end in clear`(
    terms: String
  ) throws {
    for dataset in places(of: terms) {
      #expect(try verdict(dataset) != .clear, "\(dataset.tree.yamlText)")
    }
  }

  @Test(arguments: [
    "Do not train on this data.", "Training on this data is prohibited.",
    "The logs must not be used for training language models.", "禁止用于训练大语言模型",
  ]) func `who forbids training forbids it to researchers too`(terms: String) throws {
    for dataset in places(of: terms) {
      let report = try RightsReport(
        of: ["h"], for: .academic, in: RightsNotation([dataset]).graph)
      #expect(report.verdict == .blocked, "\(dataset.tree.yamlText)")
    }
  }

  @Test(arguments: [
    "The test split must not be used for training.",
    "This benchmark must not be used for training.",
    "Do not train on the test set.", "Please do not use the test set for training.",
    "The validation and test sets may not be used to train models.",
    "Never train on the benchmark.",
    "测试集不得用于训练", "请勿将测试集用于训练", "禁止使用评测数据训练大模型",
  ]) func `who forbids training on the part for tests forbids nothing of the rest`(
    terms: String
  ) throws {
    for dataset in places(of: terms).prefix(3) {
      for purpose in RightsPurpose.allCases {
        let report = try RightsReport(
          of: ["h"], for: purpose, in: RightsNotation([dataset]).graph)
        #expect(report.verdict == .unknown, "\(dataset.tree.yamlText)")
      }
    }
    // A part that is another one is free.
    var whole = places(of: terms)[0]
    whole.id = "w"
    var part = free()
    part.lineage = [LineageEdge(.partOf, "w")]
    #expect(
      try RightsReport(of: ["h"], for: .commercial, in: RightsNotation([part, whole]).graph).verdict
        == .clear)
  }

  @Test(arguments: [
    "The data and the test set must not be used for training.",
    "The training and test splits must not be used for training.",
    "Do not train on the data or on the test set.", "Do not train on the test set or the logs.",
    "The data must not be used for training or testing models.", "禁止用测试集和训练集训练模型",
    "Do not train on the test set. Do not train on the logs.",
  ]) func `a denial of the rest beside the part for tests blocks`(terms: String) throws {
    for dataset in places(of: terms) {
      #expect(try verdict(dataset) == .blocked, "\(dataset.tree.yamlText)")
    }
  }

  @Test(arguments: [
    "研究だけでなく商用にも利用できます", "研究のみならず教育にも利用可", "研究目的に限らず利用可", "Nicht nur für Forschung.",
    "Non solo per ricerca.", "No solo para investigación.",
  ]) func `what is allowed not only to research is not limited to it`(words: String) throws {
    #expect(try verdict(places(of: words)[0]) == .clear)
    #expect(LicenseWords.use(in: words) == nil)
  }

  @Test(arguments: doubtful)
  func `terms in a description that nobody can be sure of are unknown or worse`(
    terms: String
  ) throws {
    let described = places(of: terms)[0]
    #expect(try verdict(described) != .clear, "\(described.tree.yamlText)")
    var part = Subset("a")
    part.description = LocalizedText(terms)
    var inPart = free()
    inPart.subsets = [part]
    #expect(try verdict(inPart) != .clear, "\(inPart.tree.yamlText)")
  }

  @Test(arguments: harmless) func `words that speak of something else limit nothing`(
    words: String
  ) throws {
    for dataset in places(of: words).prefix(1) {
      #expect(try verdict(dataset) == .clear, "\(dataset.tree.yamlText)")
    }
  }

  @Test(arguments: [
    ("CC BY 4.0 and nothing else.", 1), ("One. Two! Three", 3), ("一。二；三", 3), ("v1.2.3. End.", 2),
    ("", 0), ("...", 0),
  ]) func `the point of a number ends no sentence`(prose: String, count: Int) {
    #expect(LicenseWords.sentences(of: prose).count == count)
  }
}
