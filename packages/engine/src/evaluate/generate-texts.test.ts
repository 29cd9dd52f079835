import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { GenerationTask } from '@lamina/benchmarks';
import { createNode, type Model } from '@lamina/onnx';
import { changeOf } from '@lamina/plans';
import { buildTinyDecoder, createTemporaryFolder, runModel, type TinyDecoderOptions, writeModelFolder } from '@lamina/test-utils/models';
import { finish, withoutBlocks } from '../session/golden.fixture.ts';
import { type EvaluateOptions, evaluateModel } from './evaluate-model.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

/** Tokens of the test models: two special ones, then these. */
const LETTERS = ' abcdefghijklmnopqrstu';
const END = 1;
const PROMPTS = ['a dog', 'some long question of mine', 'frog', 'p', 'a dot'];
const MAX_TOKENS = 5;

const encode = (text: string): number[] => [...text].map((letter) => LETTERS.indexOf(letter) + 2);
const decode = (ids: readonly number[]): string => ids.map((id) => (id < 2 ? '' : LETTERS[id - 2])).join('');

/** Greedy decoding by its definition: the whole text is run for every token, by ONNX Runtime alone. */
async function decodeGreedily(model: Model, prompt: string, maxTokens = MAX_TOKENS, ends: readonly number[] = [END]): Promise<string> {
  const ids = encode(prompt);
  const written: number[] = [];
  while (written.length < maxTokens && !ends.includes(written.at(-1) ?? -1)) {
    const { logits } = await runModel(model, [[...ids, ...written]]);
    const last = logits?.values.slice(-(LETTERS.length + 2)) ?? [];
    written.push(last.indexOf(Math.max(...last)));
  }
  return decode(written);
}

function taskOf(prompts: readonly string[], settings: Partial<GenerationTask> = {}): GenerationTask {
  return {
    name: 'writing',
    version: '1',
    kind: 'generation',
    category: 'test',
    description: 'written by the test',
    chance: null,
    digest: 'none',
    until: [],
    maxTokens: MAX_TOKENS,
    ...settings,
    documents: prompts.map((context, index) => ({ id: `${index}`, context, references: ['x'] })),
  };
}

let folders = 0;
function placeModel(model: Model): string {
  folders += 1;
  return writeModelFolder(join(temporary.path, `model-${folders}`), model);
}

async function write(model: string, task: GenerationTask, options: Partial<EvaluateOptions> = {}): Promise<readonly string[][]> {
  const results = await finish(
    evaluateModel({ model, changes: [changeOf(withoutBlocks())], tasks: [task], threads: 1, maxLength: 48, ...options }),
  );
  return results.map(({ tasks }) => tasks[0]?.samples.map(({ generated }) => generated ?? '') ?? []);
}

const writeAll = (model: Model): Promise<string[]> => Promise.all(PROMPTS.map((prompt) => decodeGreedily(model, prompt)));

const KINDS: readonly (readonly [string, Omit<TinyDecoderOptions, 'blocks'>])[] = [
  ['a cache per block', { norm: 'pre' }],
  ['post-norms', { norm: 'post' }],
  ['fused norms', { norm: 'pre', fused: true }],
  ['attention as an operator', { norm: 'pre', standard: true }],
  ['local attention', { norm: 'pre', local: (identity) => identity !== 1 }],
  ['a convolution with a state', { norm: 'pre', mixer: (identity) => (identity === 1 ? 'convolution' : 'attention') }],
  ['a state space', { norm: 'pre', mixer: (identity) => (identity === 1 ? 'state-space' : 'attention') }],
  ['no cache', { norm: 'pre', cache: false }],
  ['cache outputs alone', { norm: 'pre', ignoresPast: true }],
];

describe.each(KINDS)('answers of a model with %s', (_, kind) => {
  it('are those of running the whole text for every token, whatever the batch, whole and without blocks', async () => {
    const folder = placeModel(buildTinyDecoder({ ...kind, blocks: 3, seed: 7 }));
    const truth = await Promise.all([
      writeAll(buildTinyDecoder({ ...kind, blocks: 3, seed: 7 })),
      // Weights depend on a block's identity alone: this model never had the other block.
      writeAll(buildTinyDecoder({ ...kind, blocks: [0, 1], seed: 7 })),
    ]);
    for (const batch of [1, 3, 16])
      expect(await write(folder, taskOf(PROMPTS), { changes: [changeOf(withoutBlocks()), changeOf(withoutBlocks(2))], batch })).toEqual(
        truth,
      );
  });
});

describe('answers', () => {
  const model = buildTinyDecoder({ norm: 'pre', blocks: 2, seed: 3 });
  const folder = placeModel(model);

  it('do not trust caches that hold something else', async () => {
    const { graph } = model;
    const nodes = graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs,
      outputs: node.outputs.map((name) => (name === 'present.0.value' ? 'hidden.value' : name)),
    }));
    const readers = nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map((name) => (name === 'present.0.value' ? 'hidden.value' : name)),
    }));
    const lying = { ...model, graph: { ...graph, nodes: [...readers, createNode('Neg', ['hidden.value'], ['present.0.value'])] } };
    expect(await write(placeModel(lying), taskOf(PROMPTS))).toEqual([await writeAll(model)]);
  });

  it('end before the first stop, which may be several tokens', async () => {
    const [texts = []] = await write(folder, taskOf(PROMPTS, { maxTokens: 12 }));
    const index = texts.findIndex((text) => text.length === 12 && text.indexOf(text.slice(3, 5)) > 0);
    const [prompt = '', text = ''] = [PROMPTS[index], texts[index]];
    const stop = text.slice(3, 5);
    const stopped = await write(folder, taskOf([prompt], { maxTokens: 12, until: ['', 'zz', stop] }));
    expect(stopped).toEqual([[text.slice(0, text.indexOf(stop))]]);
  });

  it('end with the tokens that generation_config.json names', async () => {
    const [first] = encode(await decodeGreedily(model, 'the', 1, []));
    const ending = placeModel(model);
    writeFileSync(join(ending, 'generation_config.json'), JSON.stringify({ eos_token_id: [first, 23] }));
    expect(await write(ending, taskOf(['the']))).toEqual([[decode([first ?? 0])]]);
  });

  it('leave room for themselves: the question is cut on the left', async () => {
    const [question = ''] = PROMPTS.filter(({ length }) => length > 20);
    const expected = await decodeGreedily(model, question.slice(-9), 3);
    expect(await write(folder, taskOf([question], { maxTokens: 3 }), { maxLength: 12 })).toEqual([[expected]]);
  });

  it('are refused where they fill all the model reads', async () => {
    await expect(write(folder, taskOf(['a'], { maxTokens: 12 }), { maxLength: 12 })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('start from the beginning-of-text token where there is no question', async () => {
    const { logits } = await runModel(model, [[END]]);
    const values = logits?.values ?? [];
    expect(await write(folder, taskOf([''], { maxTokens: 1 }))).toEqual([[decode([values.indexOf(Math.max(...values))])]]);
  });
});
