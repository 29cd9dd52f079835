import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { programArgs } from '@lamina/bundle/program-args';
import { Command } from 'commander';
import { platformEnvironment } from '../env.ts';

interface Options {
  readonly data?: string;
  readonly port?: string;
  readonly apiPort?: string;
  /** true: the default model. */
  readonly fetch?: true | readonly string[];
  readonly measureAll?: true;
}

export function createCommand(): Command {
  return new Command()
    .option(
      '--data <folder>',
      'where the database and all written models are kept (default: LAMINA_DATA_DIR, or .lamina in the current folder)',
    )
    .option('--port <number>', 'port of the page (default: LAMINA_WEB_PORT, or 3000)')
    .option('--api-port <number>', 'port of the API (default: LAMINA_API_PORT, or 4000)')
    .option('--fetch [org/name...]', 'also download models of the hub and measure them (default: SmolLM2-135M-Instruct)')
    .option('--measure-all', 'measure all bundled models in the background, not only one')
    .action(serve);
}

/** Runs the whole platform in a process of its own until it ends. This process passes signals on, and ends with the same exit code. */
async function serve({ data, port, apiPort, fetch, measureAll }: Options): Promise<void> {
  const chosen = { LAMINA_DATA_DIR: data, LAMINA_WEB_PORT: port, LAMINA_API_PORT: apiPort };
  const child = spawn(
    process.execPath,
    [...programArgs('apps/platform/src/main.ts'), ...(measureAll ? ['--measure-all'] : []), ...fetchArgs(fetch)],
    {
      env: platformEnvironment(chosen),
      stdio: 'inherit',
    },
  );
  process.removeAllListeners('SIGINT');
  // A terminal sends Ctrl-C to the child too.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code] = await once(child, 'exit');
  process.exitCode = typeof code === 'number' ? code : 1;
}

function fetchArgs(fetch: Options['fetch']): readonly string[] {
  if (fetch === undefined) return [];
  return ['--fetch', ...(fetch === true ? [] : fetch)];
}
