import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Progress, type ScoreOptions, type ScoreResult, scoreModel } from '@lamina/engine';
import { getAt } from '@lamina/errors';
import { createRemoval } from '@lamina/plans';
import { keepResults } from './kept-results.ts';

/**
 * The evolutionary search against greedy removal at the same number of passes, on several calibration texts and with several seeds. Both make the loss
 * small on the first windows of a text; the loss of what they found is also measured on the windows of the next text, which they have not read. Results
 * are stored in the cache folder of test:reference, so that an interrupted run continues; prints Markdown.
 */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'lamina');
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: join(cache, 'smollm2-135m-instruct') },
    texts: { type: 'string', default: 'austen,wikipedia-passages' },
    counts: { type: 'string', default: '3' },
    seeds: { type: 'string', default: '0,1,2' },
    windows: { type: 'string', default: '4' },
  },
});
const [texts, counts, seeds] = [values.texts.split(','), values.counts.split(',').map(Number), values.seeds.split(',').map(Number)];
const windows = Number(values.windows);
const kept = keepResults(join(cache, 'bench', `search-${values.model.replaceAll('/', '-')}-${windows}.json`), report);

interface Found {
  readonly blocks: readonly number[];
  readonly passes: number;
}

print(`${values.model}, the first ${windows} windows of 256 tokens of each text; loss in nats per token`);
print('| text | blocks removed | search | passes | blocks | loss there | loss on the next text |');
print('| --- | --- | --- | --- | --- | --- | --- |');
for (const [place, text] of texts.entries()) {
  const next = getAt(texts, (place + 1) % texts.length);
  const whole = await score(text, `${text}: greedy`, { greedy: Math.max(...counts) });
  const order = (whole.searches[0]?.greedyRemoval ?? []).map(({ block }) => block);
  for (const count of counts) {
    // Step s of greedy removal reads the text once for each of the blocks that are left.
    const passes = Array.from({ length: count }, (_, step) => whole.model.blocks - step).reduce((sum, tried) => sum + tried, 0);
    await printRow([text, next, 'greedy removal'], { blocks: order.slice(0, count), passes });
    for (const seed of seeds) {
      const evolve = { counts: [count], passes, seeds: [seed], fitness: 'loss' } as const;
      const found = getAt((await score(text, `${text}: ${count} by seed ${seed}`, { evolve })).searches[0]?.evolvedRemovals ?? [], 0);
      await printRow([text, next, `evolutionary, seed ${seed}`], { ...found, blocks: found.units.map(({ block }) => block) });
    }
  }
}

function score(text: string, name: string, options: Partial<ScoreOptions>): Promise<ScoreResult> {
  return kept.once(name, (checkpoint) => {
    const input = { texts: [readFileSync(`models/calibration/${text}.txt`, 'utf8')] };
    return scoreModel({ model: values.model, input, window: 256, windows, selfCheck: false, checkpoint, ...options });
  });
}

async function printRow([text, next, name]: readonly [string, string, string], { blocks, passes }: Found): Promise<void> {
  const sorted = blocks.toSorted((a, b) => a - b);
  const [here, there] = [await measureLoss(text, sorted), await measureLoss(next, sorted)];
  print(
    `| ${text} | ${sorted.length} | ${name} | ${Math.round(passes)} | ${sorted.join(' ')} | ${here.toFixed(4)} | ${there.toFixed(4)} |`,
  );
}

/** The loss without some blocks, measured in the same way whatever found them. */
async function measureLoss(text: string, blocks: readonly number[]): Promise<number> {
  const { nllPerWindow } = await score(text, `${text} without ${blocks.join('-')}`, { removal: createRemoval({ blocks }) });
  // The first token of a window is not predicted.
  return nllPerWindow.reduce((sum, nll) => sum + nll, 0) / (nllPerWindow.length * 255);
}

function report(name: string, { phase, done, total }: Progress): void {
  process.stderr.write(`\r${name}: ${phase} ${done} of ${total}   `);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
