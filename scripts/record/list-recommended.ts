import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { programArgs } from '@lamina/bundle/program-args';
import { findFreePort } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { waitForPage } from '@lamina/platform-app/wait-for-page';

/** The limits of the board. */
const LIMITS = [0.05, 0.1, 0.25, 0.5] as const;

const QUESTION = `query($model: String!, $lose: Float!) { model(slug: $model) { answer(lose: $lose, save: BYTES) {
  cheapest { pruning { id } } alternatives { pruning { id } } front { verdict pruning { id } } } } }`;

interface Entry {
  readonly verdict?: string;
  readonly pruning: { readonly id: string } | null;
}

interface Answer {
  readonly data?: {
    readonly model: {
      readonly answer: { readonly cheapest: Entry | null; readonly alternatives: readonly Entry[]; readonly front: readonly Entry[] };
    };
  };
  readonly errors?: readonly { readonly message: string }[];
}

/**
 * The prunings of a model that answers name at the losses that readers are offered, by key: what a reader takes first.
 *
 * @param slug of the model
 * @param database its URL
 * @param dataDir folder of the API
 */
export async function listRecommended(slug: string, database: string, dataDir: string): Promise<readonly string[]> {
  const port = await findFreePort();
  const api = spawn(process.execPath, programArgs('apps/api/src/main.ts'), {
    env: {
      ...process.env,
      DATABASE_URL: database,
      LAMINA_DATA_DIR: dataDir,
      LAMINA_API_PORT: String(port),
      LAMINA_LOG_LEVEL: 'warn',
      // Nobody writes through this API.
      LAMINA_ADMIN_TOKEN: randomUUID(),
    },
    stdio: 'inherit',
  });
  const ended = once(api, 'exit');
  const failed = ended.then(() => {
    throw new AppError('RUNTIME_FAILED', `the API on port ${port} ended before it answered; the lines above say why`);
  });
  try {
    const url = `http://localhost:${port}`;
    await Promise.race([waitForPage(`${url}/readyz`), failed]);
    const keys = new Set<string>();
    for (const lose of LIMITS) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: QUESTION, variables: { model: slug, lose } }),
      });
      const { data, errors } = (await response.json()) as Answer;
      if (data === undefined) throw new AppError('RUNTIME_FAILED', `${slug}, ${lose}: ${errors?.[0]?.message}`);
      const { cheapest, alternatives, front } = data.model.answer;
      const [largest] = front.filter(({ verdict }) => verdict === 'WITHIN');
      for (const entry of [cheapest, largest, ...alternatives]) if (entry?.pruning) keys.add(keyOf(entry.pruning.id));
    }
    return [...keys].sort();
  } finally {
    failed.catch(() => undefined);
    api.kill('SIGTERM');
    await ended;
  }
}

/** The key of a row from its global id, the type and the key in base64. */
function keyOf(globalId: string): string {
  return Buffer.from(globalId, 'base64url')
    .toString()
    .replace(/^Pruning:/, '');
}
