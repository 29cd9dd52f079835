import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeSurroundings, type Phase, runStart } from '../places/run-start.ts';

/**
 * The time of the first `npm start` of a fresh clone until the page shows the recorded models, part by part, and of the second one. The last commit of
 * `--repository` is cloned into a temporary folder, and packages come from npm's cache. Times have a resolution of 0.2 s.
 */
const { values } = parseArgs({ options: { repository: { type: 'string', default: process.cwd() } } });
const { title } = JSON.parse(readFileSync(join(values.repository, 'models/recorded/recording.json'), 'utf8')) as { readonly title: string };
const folder = mkdtempSync(join(tmpdir(), 'lamina-start-'));
const clone = join(folder, 'lamina');

/** `npm start` writes a stamp when it has prepared something. */
const stamped = (name: string) => () => existsSync(join(clone, 'node_modules', `.lamina-${name}`));
const POSTGRES: Phase = { name: 'PostgreSQL', isOver: ({ printed }) => printed.includes('lamina: PostgreSQL is up') };
const PAGE: Phase = { name: 'page open', isOver: ({ webUrl }) => showsModels(webUrl) };
const FIRST: readonly Phase[] = [
  { name: 'installing', isOver: stamped('installed') },
  { name: 'generating', isOver: stamped('generated') },
  POSTGRES,
  { name: 'recording stored', isOver: ({ printed }) => printed.includes(`lamina: ${title}: recorded on`) },
  PAGE,
];

try {
  const { status, stderr } = spawnSync('git', ['clone', '--quiet', values.repository, clone], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the repository could not be cloned: ${stderr}`);
  process.stdout.write(`load ${loadavg()[0]?.toFixed(1)}\n`);
  await printStart('first start', FIRST);
  await printStart('second start', [POSTGRES, PAGE]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** True if the leaderboard has a row. Nothing is scored before the page is open, so the row is of a recorded model. */
async function showsModels(webUrl: string): Promise<boolean> {
  const answer = await fetch(webUrl).catch(() => null);
  return answer?.ok === true && (await answer.text()).includes('data-model=');
}

async function printStart(name: string, phases: readonly Phase[]): Promise<void> {
  const figures = await runStart(clone, phases, { ...describeSurroundings(), LAMINA_RECORDING: '' });
  process.stdout.write(`${name}: ${figures.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(1)} s\n`);
  for (const { name: phase, seconds } of figures) process.stdout.write(`  ${phase.padEnd(18)}${seconds.toFixed(1).padStart(7)} s\n`);
}
