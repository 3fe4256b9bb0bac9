"""Trains small tokenizers and counts the tokens of texts by the library `tokenizers`.

count.py TEXTS FOLDER: TEXTS has one JSON string a line. Writes FOLDER/NAME.json for each kind and
prints NAME, a tab, and the counts of all texts.
"""

import io
import json
import sys

import sentencepiece
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


def character_map(rule):
    """The map of characters that SentencePiece puts into its models: field 2 of their field 3."""

    def field(message, wanted):
        at, found = 0, b""
        while at < len(message):
            numbers = []
            for _ in range(2):
                number, shift = 0, 0
                while message[at] >= 0x80:
                    number, shift, at = number | (message[at] & 0x7F) << shift, shift + 7, at + 1
                number, at = number | message[at] << shift, at + 1
                numbers.append(number)
                if number & 7 == 5 and len(numbers) == 1:
                    numbers.append(4)
                    break
            key, count = numbers
            if key & 7 == 0:
                continue
            if key >> 3 == wanted:
                found = message[at : at + count]
            at += count
        return found

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a white whale", "and another one"] * 50), model_writer=model,
        vocab_size=30, hard_vocab_limit=False, normalization_rule_name=rule, minloglevel=2)
    return field(field(model.getvalue(), 3), 2)


def sentence_piece(rule, *steps, cut):
    """Unigram as T5 and XLM-RoBERTa have it."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(character_map(rule)), *steps]
    )
    tokenizer.pre_tokenizer = cut
    special = ["<pad>", "</s>", "<unk>", AddedToken("<extra_id_0>", special=True, normalized=False)]
    return tokenizer, trainers.UnigramTrainer(
        vocab_size=1500, unk_token="<unk>", special_tokens=special, show_progress=False
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
    "t5": sentence_piece(
        "nmt_nfkc",
        cut=pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]),
    ),
    "xlm-r": sentence_piece(
        "nmt_nfkc", normalizers.Replace(Regex(" {2,}"), " "), cut=pre_tokenizers.Metaspace()
    ),
    "folded": sentence_piece(
        "nmt_nfkc_cf", normalizers.Strip(), normalizers.Replace(Regex(" {2,}"), "▁"),
        cut=pre_tokenizers.Metaspace(split=False),
    ),
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
