"""Compares training-free repairs with the same repairs made by PyTorch on transformers' own models: small checkpoints of several families, with biases,
parallel halves, experts, and norms behind the halves.

    python check_repairs.py --lamina COMMAND --work FOLDER [--families NAME ...]

States are taken by hooks. Statistics and solutions are in float64 (packages/metrics names the paper of each repair).
"""

import argparse
import json
import math
import os

import torch
from checks import Checks, Lamina
from transformers import AutoModelForCausalLM, Gemma2Config, GPT2Config, GPTNeoXConfig, OPTConfig, PhiConfig, Qwen3Config, Qwen3MoeConfig

torch.set_num_threads(1)
SHARED = {"vocab_size": 96, "initializer_range": 0.1, "bos_token_id": 1, "eos_token_id": None, "pad_token_id": 0}
WIDE = {"hidden_size": 48, "intermediate_size": 80, "num_attention_heads": 4, "max_position_embeddings": 64, "num_hidden_layers": 5}
GROUPED = {"num_key_value_heads": 2, "head_dim": 12}
EXPERTS = {"num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 40, "decoder_sparse_step": 1, "norm_topk_prob": True}

# A head of GPT-NeoX has 12 dimensions, of which a quarter is turned: an odd number.
# Family → config, stored type, place of the blocks, and of the projection that a fold changes; None where norms or experts stand behind it.
FAMILIES = {
    "gpt_neox": (GPTNeoXConfig(**SHARED, **WIDE), torch.float16, "gpt_neox.layers", "mlp.dense_4h_to_h"),
    "phi": (PhiConfig(**SHARED, **WIDE), torch.float32, "model.layers", "mlp.fc2"),
    "opt": (
        OPTConfig(**SHARED, hidden_size=48, ffn_dim=80, num_attention_heads=4, max_position_embeddings=64, num_hidden_layers=5, word_embed_proj_dim=48, init_std=0.1),
        torch.bfloat16,
        "model.decoder.layers",
        "fc2",
    ),
    "gpt2": (GPT2Config(**SHARED, n_embd=48, n_layer=5, n_head=4, n_positions=64), torch.float32, "transformer.h", "mlp.c_proj"),
    "qwen3": (Qwen3Config(**SHARED, **WIDE, **GROUPED), torch.bfloat16, "model.layers", "mlp.down_proj"),
    "qwen3_moe": (Qwen3MoeConfig(**SHARED, **WIDE, **GROUPED, **EXPERTS), torch.float32, "model.layers", None),
    "gemma2": (Gemma2Config(**SHARED, **WIDE, **GROUPED, query_pre_attn_scalar=12, sliding_window=16), torch.float32, "model.layers", None),
}
RUNS = {"one run": [[2, 3]], "two runs": [[1, 2], [3, 5]]}
KINDS = ["scalar", "scalar-ls", "diagonal", "diagonal-ls", "hadamard-diagonal", "linear", "low-rank", "linear-fold"]
RANK = 4
WINDOW, CALIBRATION, HELD_OUT = 24, 24, 6
TOLERANCE = 5e-5


class Peer:
    """A decoder of transformers whose runs of blocks can be replaced by an operator on the stream."""

    def __init__(self, folder, stored, blocks, projection):
        self.stored = stored
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
        self.blocks = self.model.get_submodule(blocks)
        self.projections = [block.get_submodule(projection) for block in self.blocks] if projection else None
        self.weights = {name: value.clone() for name, value in self.model.state_dict().items()}
        self.replaced, self.entering, self.leaving, self.added = {}, {}, {}, {}
        for place, block in enumerate(self.blocks):
            block.forward = self.follow(place, block.forward)
            if self.projections:
                self.projections[place].register_forward_hook(lambda _, __, made, place=place: self.added.update({place: made.detach()}))

    def follow(self, place, forward):
        def run(hidden_states, *args, **options):
            self.entering[place] = hidden_states.detach()
            made = forward(hidden_states, *args, **options)
            stream = made[0] if isinstance(made, tuple) else made
            if place in self.replaced:
                stream = self.replaced[place](hidden_states)
            self.leaving[place] = stream.detach()
            return (stream, *made[1:]) if isinstance(made, tuple) else stream

        return run

    def restore(self):
        self.replaced.clear()
        self.model.load_state_dict(self.weights)

    def logits(self, ids):
        with torch.no_grad():
            return self.model(ids, use_cache=False).logits.double()

    def losses(self, ids):
        """Nats of each window, float64."""
        chosen = torch.log_softmax(self.logits(ids)[:, :-1], -1).gather(2, ids[:, 1:, None])
        return (-chosen.sum((1, 2))).tolist()

    def states(self, ids, start, end):
        """X, Y and M of a run, float64[windows, tokens, d]; M is None where no fold is exact."""
        self.logits(ids)
        entry = self.entering[start]
        added = self.added[start - 1].reshape(entry.shape).double() if self.projections else None
        return entry.double(), self.leaving[end - 1].double(), added

    def fold(self, place, matrix):
        """weight ← weight · T, bias ← bias · T, in the stored type."""
        layer = self.projections[place]
        turned = layer.weight.shape[0] == matrix.shape[0] and type(layer).__name__ == "Linear"
        weight = layer.weight.data.double()
        layer.weight.data = (matrix.T @ weight if turned else weight @ matrix).to(self.stored).float()
        if layer.bias is not None:
            layer.bias.data = (layer.bias.data.double() @ matrix).to(self.stored).float()


def is_kept(entry, leaving):
    """Tokens that are no sinks: not the first of a window, and no longer than ten medians."""
    kept = torch.ones(entry.shape[:2], dtype=torch.bool)
    kept[:, 0] = False
    for state in (entry, leaving):
        lengths = state.norm(dim=-1)
        kept &= lengths <= 10 * lengths.flatten().quantile(0.5)
    return kept


def rotation(width):
    """H ⊗ C of width 2^p · m, m odd: Sylvester's Hadamard matrix, and the orthogonal cosine transform of m."""
    odd = width
    hadamard = torch.ones(1, 1, dtype=torch.float64)
    while odd % 2 == 0:
        odd //= 2
        hadamard = torch.cat([torch.cat([hadamard, hadamard], 1), torch.cat([hadamard, -hadamard], 1)]) / math.sqrt(2)
    cosines = torch.tensor([[math.cos(math.pi * (2 * b + 1) * k / (2 * odd)) * math.sqrt((1 if k == 0 else 2) / odd) for k in range(odd)] for b in range(odd)])
    return torch.kron(hadamard, cosines.double())


def solve(kind, entry, leaving, added):
    """The matrix of a repair over all tokens, [d, d]; of a fold, the T of its projection."""
    kept = is_kept(entry, leaving).flatten()
    x, y = entry.flatten(0, 1), leaving.flatten(0, 1)
    width, identity = x.shape[1], torch.eye(x.shape[1], dtype=torch.float64)
    if kind == "scalar":
        return identity * (y.abs().sum(0) / x.abs().sum(0)).mean()
    if kind == "scalar-ls":
        return identity * ((x * y).sum() / (x * x).sum())
    if kind == "diagonal":
        return torch.diag(y.abs().sum(0) / x.abs().sum(0))
    if kind == "diagonal-ls":
        return torch.diag((x * y).sum(0) / (x * x).sum(0))
    if kind == "hadamard-diagonal":
        basis = rotation(width)
        return basis @ torch.diag((y @ basis).abs().sum(0) / (x @ basis).abs().sum(0)) @ basis.T
    basis = added.flatten(0, 1) if kind == "linear-fold" else x
    ridge = width / 5 * (basis[kept] ** 2).sum(1).mean() / width
    change = torch.linalg.solve(basis.T @ basis + ridge * identity, basis.T @ (y - x))
    if kind != "low-rank":
        return identity + change
    covariance = (y - x).T @ x @ change
    top = torch.linalg.eigh((covariance + covariance.T) / 2).eigenvectors[:, -RANK:]
    return identity + change @ top @ top.T


def error_of(kind, matrix, entry, leaving, added):
    repaired = entry + added @ matrix - added if kind == "linear-fold" else entry @ matrix
    return (((repaired - leaving) ** 2).sum() / ((entry - leaving) ** 2).sum()).item()


def repair(peer, kind, runs, calibration, held_out):
    """The held-out errors of the runs, solved one after the other, and the losses of the repaired model."""
    errors = []
    for start, end in runs:
        matrix = solve(kind, *peer.states(calibration, start, end))
        errors.append(error_of(kind, matrix, *peer.states(held_out, start, end)))
        if kind == "linear-fold":
            peer.fold(start - 1, matrix)
        operator = torch.eye(len(matrix)) if kind == "linear-fold" else matrix.float()
        for place in range(start, end):
            peer.replaced[place] = (lambda stream, operator=operator: stream @ operator) if place == start else (lambda stream: stream)
    losses = peer.losses(held_out)
    peer.restore()
    return errors, losses


def expect_close(found, expected, what):
    worst = max(abs(one - other) / abs(other) for one, other in zip(found, expected, strict=True))
    if not worst <= TOLERANCE:
        raise AssertionError(f"{what} are off by {worst:.2g}: {found}, expected {expected}")


def check_family(checks, lamina, name, work):
    config, stored, blocks, projection = FAMILIES[name]
    torch.manual_seed(5)
    folder = os.path.join(work, f"repairs-{name}")
    AutoModelForCausalLM.from_config(config).to(stored).save_pretrained(folder)
    peer = Peer(folder, stored, blocks, projection)
    ids = torch.randint(2, config.vocab_size, (CALIBRATION + HELD_OUT, WINDOW))
    paths = {}
    for part, rows in {"calibration": ids[:CALIBRATION], "held-out": ids[CALIBRATION:]}.items():
        paths[part] = os.path.join(work, f"repairs-{name}-{part}.json")
        with open(paths[part], "w") as file:
            json.dump({"inputIds": rows.tolist()}, file)
    for title, runs in RUNS.items():
        removed = ",".join(str(place) for start, end in runs for place in range(start, end))
        for kind in KINDS:
            options = ["--remove", removed, "--repair", kind, "--calibration-ids", paths["calibration"], "--window", WINDOW]
            options += ["--repair-rank", RANK] if kind == "low-rank" else []

            def score(options=options):
                return json.loads(lamina.run("score", folder, "--ids", paths["held-out"], *options, "--json", "-"))

            def compare(kind=kind, runs=runs, score=score):
                errors, losses = repair(peer, kind, runs, ids[:CALIBRATION], ids[CALIBRATION:])
                scored = score()
                expect_close([gap["heldOutError"] for gap in scored["repair"]["gaps"]], errors, "held-out errors")
                expect_close(scored["nllPerWindow"], losses, "losses of the windows")

            def refuse(score=score):
                try:
                    score()
                except RuntimeError as error:
                    if "MODEL_UNSUPPORTED" in str(error):
                        return
                    raise
                raise AssertionError("it is not refused")

            refused = kind == "linear-fold" and projection is None
            checks.run(f"{name}, {title}: {kind} {'is refused' if refused else 'equals PyTorch'}", refuse if refused else compare)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--lamina", "--work"):
        parser.add_argument(option, required=True)
    parser.add_argument("--families", nargs="+", choices=list(FAMILIES), default=list(FAMILIES))
    arguments = parser.parse_args()
    checks, lamina = Checks(), Lamina(arguments.lamina)
    for name in arguments.families:
        check_family(checks, lamina, name, arguments.work)
    checks.finish()


if __name__ == "__main__":
    main()
