import { availableParallelism, cpus, homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildFeeds, createSession, formBatches } from '@lamina/engine';
import { feedFactsOf, openModel } from '@lamina/models';
import { createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import { exposeBlockMetrics, findBlocks, removeDeadNodes } from '@lamina/surgery';
import { median } from './median.ts';

/**
 * The cost of metrics in the graph: forward passes of one model without its head, plain and with every block metric, alternately in one run. Also the
 * time to find blocks. Prints medians and their ratio.
 */
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: join(homedir(), '.cache/lamina/smollm2-135m-instruct') },
    window: { type: 'string', default: '256' },
    rounds: { type: 'string', default: '15' },
  },
});
const opened = openModel(values.model);
const { structure, mapped, source } = opened;
print(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads, ${source.name}`);
print(
  `finding blocks in ${mapped.model.graph.nodes.length} nodes: median ${median(repeat(15, () => findBlocks(mapped.model))).toFixed(1)} ms`,
);

const plain = await createSession(keepOnly(structure.finalNorm ?? structure.boundaries.at(-1) ?? ''), mapped.weights);
const measured = await createSession(exposeBlockMetrics(structure), mapped.weights);
const ids = Array.from({ length: Number(values.window) }, (_, position) => (position * 7919) % 100);
const pairs: { plainMs: number; measuredMs: number }[] = [];
for (let round = -2; round < Number(values.rounds); round += 1) {
  const pair = { plainMs: await forward(plain), measuredMs: await forward(measured) };
  // Two unmeasured rounds warm the caches.
  if (round >= 0) pairs.push(pair);
}
print(
  `plain forward pass without the head: median ${median(pairs.map(({ plainMs }) => plainMs)).toFixed(1)} ms for ${values.window} tokens`,
);
print(`with every block metric exposed:     median ${median(pairs.map(({ measuredMs }) => measuredMs)).toFixed(1)} ms`);
print(
  `ratio ${median(pairs.map((pair) => pair.measuredMs / pair.plainMs)).toFixed(3)} (median of ${pairs.length} interleaved pairs; at most 1.05 is wanted)`,
);

/** The model cut after its last state, which every user of hidden states computes. */
function keepOnly(name: string): Model {
  const { model } = structure;
  return { ...model, graph: removeDeadNodes({ ...model.graph, outputs: [createValueInfo(name, DATA_TYPE.float, null)] }) };
}

async function forward(session: Awaited<ReturnType<typeof createSession>>): Promise<number> {
  const started = performance.now();
  for (const { tokens } of formBatches([{ ids, next: 0 }], 1))
    await session.run(buildFeeds(session.model.graph, tokens, feedFactsOf(opened)));
  return performance.now() - started;
}

function repeat(times: number, work: () => unknown): number[] {
  return Array.from({ length: times }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
