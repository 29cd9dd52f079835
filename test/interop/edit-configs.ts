import { readFileSync } from 'node:fs';
import { editConfig } from '@lamina/checkpoints';

/** Edits configs from stdin, `[{ "config", "kept", "blocksBefore" }]`, and writes `[{ "config", "notes" }]` to stdout, for check_configs.py. */
interface Request {
  readonly config: Readonly<Record<string, unknown>>;
  readonly kept: readonly number[];
  readonly blocksBefore: number;
}

const requests: readonly Request[] = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(requests.map(({ config, ...blocks }) => editConfig(config, blocks))));
