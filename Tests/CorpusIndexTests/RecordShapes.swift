/// The shapes of records in public corpora: where text, id and metadata stand.
///
/// Members are paths of keys joined by dots; `[]` behind a key says that its value is a list.
enum RecordShapes {
  struct Shape: Sendable {
    var corpus: String
    /// Paths of the texts.
    var texts: [String]
    /// Path of the id, where records have one.
    var id: String?
    /// Paths of everything else.
    var others: [String]
  }

  static let all: [Shape] = table.split(separator: "\n").map { line in
    let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    return Shape(
      corpus: cells[0], texts: cells[1].split(separator: "+").map(String.init),
      id: cells[2].isEmpty ? nil : cells[2],
      others: cells[3].split(separator: " ").map(String.init))
  }

  /// Corpus, texts, id, others.
  private static let table = """
    CCI 1.0|content|id|
    CCI 2.0|text||
    CCI 3.0|content|id|meta_info
    CCI 3.0-HQ|text||
    CCI 4.0-M2-Base-v1|text||
    CCI 4.0-M2-CoT-v1|text||
    CCI 4.0-M2-Extra-v1|text||
    CCI 4.0 pipeline scorer output|text||quality.fasttext_400k_train_1gram \
    quality.fasttext_400k_train_1gram_normal quality.roberta_qwen quality.roberta_qwen_normal \
    quality.roberta_deepseek quality.roberta_deepseek_normal quality.fine_web \
    quality.fine_web_normal domain loss
    IndustryCorpus|text||
    IndustryCorpus2|text||
    C4|text||timestamp url
    FineWeb|text|id|dump url date file_path language language_score token_count
    FineWeb-Edu|text|id|dump url file_path language language_score token_count score int_score
    FineWeb-2|text|id|dump url date file_path language language_score language_script \
    minhash_cluster_size top_langs
    Dolma documents|text|id|source added created metadata
    Dolma attributes|text|id|source attributes.tagger
    RedPajama-Data-1T|text||meta.url meta.timestamp meta.source meta.language red_pajama_subset
    RedPajama-Data-V2 documents|raw_content|id|url nlines original_nlines source_domain length \
    original_length language language_score perplexity bucket digest cc_segment date_download
    RedPajama-Data-V2 quality signals|text|id|id_int metadata.cc_net_source metadata.cc_segment \
    metadata.shard_id metadata.url metadata.source_domain metadata.language \
    metadata.snapshot_id quality_signals.ccnet_length
    SlimPajama-627B|text||meta.redpajama_set_name
    The Pile|text||meta.pile_set_name
    MNBVC common text|段落[].内容||文件名 是否待查文件 是否重复文件 文件大小 simhash 最长段落长度 段落数 去重段落数 低质量段落数 段落[].行号 \
    段落[].是否重复 段落[].是否跨文件重复 段落[].md5 段落[].扩展字段 扩展字段 时间
    MNBVC QA / multi-turn QA|问+答|id|来源 元数据.create_time 元数据.问题明细 元数据.回答明细 元数据.扩展字段 时间
    MNBVC code|text|md5|来源 仓库名 path 文件名 ext size 原始编码 时间
    MNBVC forum|主题+回复[].回复|ID|来源 回复[].楼ID 回复[].扩展字段 元数据 时间
    MNBVC parallel|zh_text+en_text|zh_text_md5|文件名 是否待查文件 是否重复文件 段落数 去重段落数 低质量段落数 行号 是否重复 是否跨文件重复 扩展字段 时间
    MNBVC multimodal|文本+OCR文本+STT文本|id|时间 扩展字段 图片 音频 块类型 md5 页ID
    WanJuan 1.0 text|content|id|
    WanJuan 1.0 image-text|content|id|img_list[].url img_list[].sha256 img_list[].caption \
    img_list[].width img_list[].height
    SkyPile-150B|text||
    ChineseWebText 2.0|text||domain.single_label domain.multi_label toxicity.label \
    toxicity.score quality_score
    WuDaoCorpora 2.0 base|content+title|id|uniqueKey titleUkey dataType
    OSCAR 23.01|content|warc_headers.warc-record-id|warc_headers.warc-target-uri \
    warc_headers.warc-date warc_headers.warc-type warc_headers.warc-refers-to \
    warc_headers.warc-block-digest warc_headers.warc-identified-content-language \
    warc_headers.content-type warc_headers.content-length metadata.identification.label \
    metadata.identification.prob metadata.harmful_pp metadata.tlsh metadata.quality_warnings \
    metadata.categories metadata.sentence_identifications[].label \
    metadata.sentence_identifications[].prob
    OSCAR 23.01|text|id|meta.warc_headers.any meta.identification.label \
    meta.identification.prob meta.harmful_pp meta.tlsh meta.quality_warnings meta.categories \
    meta.sentence_identifications[]
    CulturaX|text||timestamp url source
    HPLT v2 cleaned|text|id|f o s rs u c ts collection lang[] prob[] seg_langs[] robotstxt \
    filter pii[][] doc_scores[]
    Common Crawl WET|payload|WARC-Record-ID|WARC-Target-URI WARC-Date WARC-Type WARC-Refers-To \
    WARC-Block-Digest WARC-Identified-Content-Language Content-Type Content-Length
    Common Crawl WARC|payload|WARC-Record-ID|WARC-Target-URI WARC-Date WARC-Type \
    WARC-IP-Address WARC-Warcinfo-ID WARC-Concurrent-To WARC-Block-Digest WARC-Payload-Digest \
    Content-Type Content-Length
    Wikipedia XML dump|mediawiki.page.revision.text|mediawiki.page.id|page.title page.ns \
    page.redirect revision.id revision.parentid revision.timestamp \
    revision.contributor.username revision.contributor.id revision.contributor.ip \
    revision.comment revision.minor revision.model revision.format revision.sha1
    Wikipedia on Hugging Face|text|id|url title
    Wikipedia zh filtered|completion||
    The Stack v2|text|blob_id|directory_id path content_id detected_licenses[] license_type \
    repo_name snapshot_id revision_id branch_name visit_date revision_date committer_date \
    github_id star_events_count fork_events_count gha_license_id gha_event_created_at \
    gha_created_at gha_language src_encoding language is_vendor is_generated length_bytes \
    extension
    The Stack v1|content|hexsha|size ext lang max_stars_repo_path max_stars_repo_name \
    max_stars_repo_head_hexsha max_stars_count avg_line_length max_line_length alphanum_fraction
    Nemotron-CC|text|warc_record_id|quality kind kind2
    OpenWebMath|text||url date metadata
    RefinedWeb|content||
    Ultra-FineWeb-zh|content||
    Alpaca-style instruction|instruction+input+output||system history
    ShareGPT-style chat|conversations[].value||conversations[].from system tools
    OpenAI-style messages chat|messages[].content||messages[].role label images
    DPO preference, alpaca-style|instruction+input+chosen+rejected||
    DPO preference, \
    sharegpt-style|conversations[].value+chosen.value+rejected.value||conversations[].from \
    chosen.from rejected.from
    DPO preference, question/chosen/rejected|question+chosen+rejected||system
    Anthropic hh-rlhf|chosen+rejected||split
    KTO feedback|conversations[].value||kto_tag
    WildChat|conversation[].content|conversation_hash|model turn language toxic redacted state \
    country hashed_ip header openai_moderation detoxify_moderation conversation[].role
    Data Provenance Initiative normalised dialogue|turns[].text||turns[].from turns[].parent \
    turns[].score
    """
}
