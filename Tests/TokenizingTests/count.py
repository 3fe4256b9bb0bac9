"""Trains small tokenizers and counts the tokens of texts by the library `tokenizers`.

count.py TEXTS FOLDER: TEXTS has one JSON string a line. Writes FOLDER/NAME.json for each kind and
prints NAME, a tab, and the counts of all texts.
"""

import json
import sys

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

CL100K = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
O200K = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
END = AddedToken("<|end|>", special=True, normalized=False)
ALPHABET = pre_tokenizers.ByteLevel.alphabet()


def byte_level(pattern=None, prefix_space=False, **options):
    tokenizer = Tokenizer(models.BPE(**options))
    cut = pre_tokenizers.ByteLevel(add_prefix_space=prefix_space, use_regex=pattern is None)
    if pattern:
        cut = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), cut])
    tokenizer.pre_tokenizer = cut
    return tokenizer, trainers.BpeTrainer(
        vocab_size=2000, initial_alphabet=ALPHABET, special_tokens=[END], show_progress=False
    )


def llama():
    """BPE as SentencePiece has it: a text is one word, and unknown characters are bytes."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    # Trained on pieces, used on whole texts.
    tokenizer.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    special = ["<unk>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    return tokenizer, trainers.BpeTrainer(
        vocab_size=1500, special_tokens=special, limit_alphabet=300, show_progress=False
    )


def bert(**options):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(**options)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer, trainers.WordPieceTrainer(
        vocab_size=1500, special_tokens=["[UNK]", "[SEP]"], limit_alphabet=400, show_progress=False
    )


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    mask = AddedToken("<mask>", lstrip=True, special=True, normalized=False)
    return tokenizer, trainers.UnigramTrainer(
        vocab_size=1200, unk_token="<unk>", special_tokens=["<unk>", mask], show_progress=False
    )


def words():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Whitespace(), pre_tokenizers.Digits(individual_digits=True)]
    )
    return tokenizer, trainers.BpeTrainer(
        vocab_size=1500, special_tokens=["<unk>"], end_of_word_suffix="</w>", limit_alphabet=300,
        show_progress=False,
    )


KINDS = {
    "gpt2": byte_level(),
    "roberta": byte_level(prefix_space=True),
    "cl100k": byte_level(CL100K, ignore_merges=True),
    "o200k": byte_level(O200K),
    "llama": llama(),
    "bert": bert(),
    "bert-cased": bert(lowercase=False),
    "unigram": unigram(),
    "words": words(),
}

texts = [json.loads(line) for line in open(sys.argv[1])]
for name, (tokenizer, trainer) in KINDS.items():
    tokenizer.train_from_iterator(texts, trainer)
    if name == "llama":
        tokenizer.pre_tokenizer = None
    path = f"{sys.argv[2]}/{name}.json"
    tokenizer.save(path)
    counts = [len(tokenizer.encode(text, add_special_tokens=False)) for text in texts]
    print(name, " ".join(map(str, counts)), sep="\t")
