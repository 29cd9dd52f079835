"""Numbers of a transformers model, taken with hooks: the states between its blocks, the halves of each block, losses with parts removed."""
from contextlib import contextmanager

import torch

# Locations of the halves: the output of each half, and the module that reads the stream between them (None: parallel, no stream between).
LLAMA = dict(layers="model.layers", norm="model.norm", attention="self_attn", mlp="mlp", middle="post_attention_layernorm")
SANDWICH = {**LLAMA, "attention": "post_attention_layernorm", "mlp": "post_feedforward_layernorm", "middle": "pre_feedforward_layernorm"}
POST_SUBLAYER = {**SANDWICH, "middle": "mlp"}
GPT2 = dict(layers="transformer.h", norm="transformer.ln_f", attention="attn", mlp="mlp", middle="ln_2")
PLACES = {
    **dict.fromkeys(("gemma2", "gemma3_text"), SANDWICH),
    **dict.fromkeys(("olmo2", "olmo3", "exaone4"), POST_SUBLAYER),
    **dict.fromkeys(("gpt2", "gpt_bigcode", "gpt_neo"), GPT2),
    **dict.fromkeys(("cohere", "cohere2"), {**LLAMA, "middle": None}),
    "glm4": {**LLAMA, "attention": "post_self_attn_layernorm", "mlp": "post_mlp_layernorm"},
    "mixtral": {**LLAMA, "mlp": "block_sparse_moe"},
    "gptj": {**GPT2, "middle": None},
    "phi": {**LLAMA, "norm": "model.final_layernorm", "middle": None},
    "opt": dict(layers="model.decoder.layers", norm="model.decoder.final_layer_norm", attention="self_attn", mlp="fc2", middle="final_layer_norm"),
    "gpt_neox": dict(layers="gpt_neox.layers", norm="gpt_neox.final_layer_norm", attention="attention", mlp="mlp", middle="post_attention_layernorm"),
    "falcon": dict(layers="transformer.h", norm="transformer.ln_f", attention="self_attention", mlp="mlp", middle="post_attention_layernorm"),
    "bloom": dict(layers="transformer.h", norm="transformer.ln_f", attention="self_attention.dense", mlp="mlp.dense_4h_to_h", middle="post_attention_layernorm"),
    "mpt": dict(layers="transformer.blocks", norm="transformer.norm_f", attention="attn", mlp="ffn.down_proj", middle="norm_2"),
    "biogpt": dict(layers="biogpt.layers", norm="biogpt.layer_norm", attention="self_attn", mlp="fc2", middle="final_layer_norm"),
}


def places_of(model):
    config = model.config
    found = dict(PLACES.get(config.model_type, LLAMA))
    if getattr(config, "use_parallel_residual", False) or config.model_type == "falcon" and (config.parallel_attn or config.new_decoder_architecture):
        found["middle"] = None
    return found


def why_no_halves(config):
    if config.model_type == "opt" and not config.do_layer_norm_before:
        return "the stream itself passes through norms"
    if getattr(config, "apply_residual_connection_post_layernorm", False):
        return "each half adds to a normed copy of the stream"
    return None


def first(value):
    return value[0] if isinstance(value, tuple) else value


def like(output, value):
    return (value, *output[1:]) if isinstance(output, tuple) else value


class Truth:
    """A model and one batch. Every number is of real tokens (mask 1) only."""

    def __init__(self, model, ids, mask=None, arguments=None):
        self.model, self.ids, self.places = model, torch.tensor(ids), places_of(model)
        self.mask = torch.tensor(mask) if mask else torch.ones_like(self.ids)
        self.arguments = {**({"attention_mask": self.mask} if mask else {}), **(arguments or {})}
        self.layers = model.get_submodule(self.places["layers"])
        try:
            self.norm = model.get_submodule(self.places["norm"])
        except AttributeError:
            self.norm = None

    @torch.no_grad()
    def logits(self, remove=(), remove_attention=(), remove_mlp=()):
        with hooks(self.removal_hooks(remove, remove_attention, remove_mlp)):
            return self.model(input_ids=self.ids, use_cache=False, **self.arguments).logits

    def removal_hooks(self, remove, remove_attention, remove_mlp):
        for block in remove:
            yield self.layers[block], lambda _m, args, named, output: like(output, args[0] if args else named["hidden_states"])
        for kind, blocks in (("attention", remove_attention), ("mlp", remove_mlp)):
            for block in blocks:
                yield self.layers[block].get_submodule(self.places[kind]), lambda _m, _a, _n, output: like(output, torch.zeros_like(first(output)))

    @torch.no_grad()
    def capture(self):
        """States h_0 … h_L, the final norm's output (or None), logits, and per block the outputs of attention and mlp and the stream between them."""
        seen = {}

        def keep(key, reads=False):
            def hook(_module, args, named, output):
                # Falcon adds the attention to the output of its MLP in place.
                seen[key] = ((args[0] if args else named["hidden_states"]) if reads else first(output)).clone()
            return hook

        wanted = [(self.layers[0], keep(("state", 0), reads=True))] + ([(self.norm, keep("normed"))] if self.norm is not None else [])
        for index, layer in enumerate(self.layers):
            wanted += [(layer, keep(("state", index + 1))), *((layer.get_submodule(self.places[kind]), keep((kind, index))) for kind in ("attention", "mlp"))]
            if self.places["middle"]:
                wanted.append((layer.get_submodule(self.places["middle"]), keep(("middle", index), reads=True)))
        with hooks(wanted):
            logits = self.model(input_ids=self.ids, use_cache=False, **self.arguments).logits
        return seen, logits

    def real(self, states):
        return states.reshape(*self.mask.shape, -1)[self.mask.bool()].double()

    def nll(self, logits):
        """Per sequence, nats."""
        chosen = torch.log_softmax(logits.double(), -1)[:, :-1].gather(-1, self.ids[:, 1:, None])[..., 0]
        return (-(chosen * self.mask[:, 1:]).sum(1)).tolist()

    def answer(self, logits):
        rows, last = len(self.ids), int(self.mask.sum(1).min()) - 1
        spots = [(0, 0), (0, int(self.mask[0].sum()) - 1), (1, last // 2), (rows - 1, int(self.mask[-1].sum()) - 1)]
        samples = [dict(sequence=row, position=place, first8=logits[row, place, :8].tolist()) for row, place in spots]
        return dict(nllPerSequence=self.nll(logits), logitsSample=samples)

    def metrics(self):
        seen, logits = self.capture()
        states = [seen["state", index] for index in range(len(self.layers) + 1)]
        flat = [self.real(state) for state in states]
        influence = [1 - cosine(a, b) for a, b in zip(flat, flat[1:])]
        normed = influence[:-1] + [1 - cosine(flat[-2], self.real(seen["normed"]))] if "normed" in seen else influence
        ends = [state.reshape(*self.mask.shape, -1)[torch.arange(len(self.ids)), self.mask.sum(1) - 1].double() for state in states]
        return dict(
            blockInfluence=influence,
            blockInfluenceFinalNorm=normed,
            relativeMagnitude=[((b - a).norm(dim=1) / b.norm(dim=1)).mean().item() for a, b in zip(flat, flat[1:])],
            hiddenNorm=[state.norm(dim=1).mean().item() for state in flat],
            cosineMatrix=[[cosine(a, b) for b in flat] for a in flat],
            angularLastToken=[[angle(a, b) for b in ends] for a in ends],
            **self.answer(logits),
        ), seen

    def prunings(self, influence):
        """Block lists in the order that the checkers expect: first, last, middle, two, the lowest quarter, both ends, all but one."""
        depth = len(influence)
        lowest = sorted(sorted(range(depth), key=lambda block: influence[block])[: max(1, int(depth / 4 + 0.5))])
        lists = [[0], [depth - 1], [depth // 2], [1, depth - 2], lowest, [0, depth - 1], [block for block in range(depth) if block != depth // 2]]
        return [dict(removed=blocks, **self.answer(self.logits(remove=blocks))) for blocks in lists]

    def halves(self, seen):
        blocks = []
        for index in range(len(self.layers)):
            before, after = self.real(seen["state", index]), self.real(seen["state", index + 1])
            if self.places["middle"]:
                middle = self.real(seen["middle", index])
                influence = dict(attention=1 - cosine(before, middle), mlp=1 - cosine(middle, after))
            else:
                influence = {kind: 1 - cosine(before, before + self.real(seen[kind, index])) for kind in ("attention", "mlp")}
            blocks.append({kind: dict(influence=influence[kind], **self.loss(**{"remove_" + kind: [index]})) for kind in ("attention", "mlp")})
        low = sorted(sorted(range(len(blocks)), key=lambda block: blocks[block]["attention"]["influence"])[:2])
        sets = [dict(remove=[], removeAttention=low, removeMlp=[]), dict(remove=[], removeAttention=[1], removeMlp=[3]), dict(remove=[2], removeAttention=[0], removeMlp=[])]
        for entry in sets:
            entry.update(self.answer(self.logits(entry["remove"], entry["removeAttention"], entry["removeMlp"])))
        return dict(blocks=blocks, sets=sets)

    def loss(self, **removal):
        each = self.nll(self.logits(**removal))
        return dict(loss=sum(each) / int(self.mask[:, 1:].sum()), nllPerSequence=each)


def cosine(a, b):
    return torch.nn.functional.cosine_similarity(a, b, dim=1, eps=0).mean().item()


def angle(a, b):
    return (torch.nn.functional.cosine_similarity(a, b, dim=1, eps=0).clamp(-1, 1).arccos() / torch.pi).mean().item()


@contextmanager
def hooks(wanted):
    handles = [module.register_forward_hook(hook, with_kwargs=True) for module, hook in wanted]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
