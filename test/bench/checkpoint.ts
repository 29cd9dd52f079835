import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, homedir, loadavg } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { pruneModel } from '@lamina/engine';
import { planSafetensors } from '@lamina/engine/plan-safetensors';
import { writeFiles } from '@lamina/engine/write-folder';
import { openModel } from '@lamina/models';
import { changeOf, createRemoval } from '@lamina/plans';
import { median } from './median.ts';

/**
 * Writing speed of a pruned safetensors checkpoint, compared with `cp` of its source file, alternately on one file system: the bytes only, and the
 * complete pruneModel with its certificate and SHA-256 digests.
 */
const { values } = parseArgs({
  options: { model: { type: 'string', default: join(homedir(), '.cache/lamina/smollm2-hf') }, rounds: { type: 'string', default: '9' } },
});
const { model } = values;
const opened = openModel(model);
const file = opened.source.path;
const folder = mkdtempSync(join(dirname(model), '.bench-checkpoint-'));
const kept = opened.structure.blocks.map(({ index }) => index).filter((index) => index !== 3 && index !== 4);
const times = { cp: [] as number[], write: [] as number[], prune: [] as number[], ratio: [] as number[], seconds: [] as number[] };
process.stdout.write(
  `${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]?.toFixed(1)}, ${basename(model)} of ${(statSync(file).size / 1e6).toFixed(0)} MB\n`,
);
try {
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const cp = await rate(async (target) => {
      const copy = join(target, 'copy');
      if (spawnSync('cp', [file, copy]).status !== 0) throw new Error('cp failed');
      return statSync(copy).size;
    });
    const write = await rate(async (target) => {
      const files = await writeFiles(target, planSafetensors(opened, { kept, silenced: [], keptIds: null, rewritten: new Map() }), {});
      return files.reduce((sum, { bytes }) => sum + bytes, 0);
    });
    const started = performance.now();
    const prune = await rate(async (target) => {
      const { files } = await pruneModel({ model, change: changeOf(createRemoval({ blocks: [3, 4] })), out: join(target, 'pruned') });
      return files.reduce((sum, { bytes }) => sum + bytes, 0);
    });
    const seconds = (performance.now() - started) / 1000;
    for (const [name, value] of Object.entries({ cp, write, prune, ratio: write / cp, seconds }))
      times[name as keyof typeof times].push(value);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(
  `median of ${values.rounds} turns: cp ${median(times.cp).toFixed(0)} MB/s, written ${median(times.write).toFixed(0)} MB/s (${median(times.ratio).toFixed(2)} × cp, 0.7 is wanted), pruned with certificate and SHA-256 ${median(times.prune).toFixed(0)} MB/s, ${median(times.seconds).toFixed(1)} s\n`,
);

/** Megabytes per second of work that fills an empty folder and returns the number of bytes written. */
async function rate(work: (target: string) => Promise<number>): Promise<number> {
  const target = join(folder, 'target');
  mkdirSync(target);
  const started = performance.now();
  const bytes = await work(target);
  const seconds = (performance.now() - started) / 1000;
  rmSync(target, { recursive: true });
  return bytes / 1e6 / seconds;
}
