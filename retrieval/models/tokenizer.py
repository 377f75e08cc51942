"""The bundled model's tokenizer, from its vocabulary alone, in two forms that give the same ids."""

import io
from pathlib import Path

from retrieval.models.q4 import Vocabulary


def write_tokenizers(vocabulary: Vocabulary, sentencepiece_file: Path, fast_file: Path) -> None:
    """SentencePiece's own form for questions, and the same pieces as a fast Hugging Face tokenizer."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2 as protocol
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    # The normaliser (NMT's spaces and NFKC) is the library's own: a throw-away model of a few words brings its table.
    throwaway = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([f"{chr(97 + i % 26)} {i}" for i in range(200)]),
        model_writer=throwaway,
        vocab_size=40,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    small = protocol.ModelProto.FromString(throwaway.getvalue())
    special = {vocabulary.bos, vocabulary.eos, vocabulary.pad}
    model = protocol.ModelProto()
    model.normalizer_spec.CopyFrom(small.normalizer_spec)
    for name in ("bos", "eos", "pad", "unk"):
        index = getattr(vocabulary, name)
        setattr(model.trainer_spec, f"{name}_id", index)
        setattr(model.trainer_spec, f"{name}_piece", vocabulary.pieces[index][0])
    for index, (piece, score) in enumerate(vocabulary.pieces):
        kind = protocol.ModelProto.SentencePiece
        control = index in special or piece == "<mask>"
        added = model.pieces.add()
        added.piece, added.score = piece, score
        added.type = kind.UNKNOWN if index == vocabulary.unk else kind.CONTROL if control else kind.NORMAL
    sentencepiece_file.write_bytes(model.SerializeToString())

    fast = Tokenizer(models.Unigram(list(vocabulary.pieces), unk_id=vocabulary.unk))
    fast.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(small.normalizer_spec.precompiled_charsmap),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(left=True, right=True),
        ]
    )
    fast.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    fast.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", vocabulary.bos), ("</s>", vocabulary.eos)],
    )
    fast.save(str(fast_file))
