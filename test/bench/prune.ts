import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, homedir, loadavg } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { inspectModel, pruneModel } from '@lamina/engine';
import { createRemoval } from '@lamina/plans';
import { median } from './median.ts';

/**
 * Times of reading a model's structure, and of writing a model without some blocks whose weights are shared with the parent. Both depend on the graph
 * only.
 */
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: join(homedir(), '.cache/lamina/smollm2-135m-instruct') },
    rounds: { type: 'string', default: '9' },
  },
});
const model = values.model;
const file = [join(model, 'onnx/model.onnx'), join(model, 'model.onnx')].find((path) => existsSync(path)) ?? model;
// Beside the model, so that its weights can be linked.
const folder = mkdtempSync(join(dirname(model), '.bench-prune-'));
// Digests of weights and the self-check are stored between runs, as in the command line.
const digests = { cacheFolder: join(folder, 'digests') };
process.stdout.write(
  `${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]?.toFixed(1)}, ${basename(model)} of ${(statSync(file).size / 1e6).toFixed(0)} MB\n`,
);
try {
  await report('inspect', 100, async () => {
    await inspectModel(model, { digests });
  });
  let count = 0;
  await report('prune 8 blocks and write', 150, async () => {
    count += 1;
    await pruneModel({
      model,
      removal: createRemoval({ blocks: [10, 11, 12, 13, 14, 15, 16, 17] }),
      out: join(folder, String(count)),
      digests,
    });
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Times `work` after one unmeasured run: the first run computes digests that later runs find in the store. */
async function report(title: string, limitMs: number, work: () => Promise<void>): Promise<void> {
  const times: number[] = [];
  const processorTimes: number[] = [];
  for (let round = -1; round < Number(values.rounds); round += 1) {
    const [started, used] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(used);
    if (round === -1) process.stdout.write(`${title}: first ${(performance.now() - started).toFixed(0)} ms, `);
    else {
      times.push(performance.now() - started);
      processorTimes.push((user + system) / 1000);
    }
  }
  process.stdout.write(
    `then median ${median(times).toFixed(0)} ms of ${times.length}, ${median(processorTimes).toFixed(0)} ms of them computing (under ${limitMs} ms is wanted)\n`,
  );
}
