import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { WorkerFacts } from '@lamina/database';
import type { SessionOptions } from '@lamina/engine';
import packageJson from '../../package.json' with { type: 'json' };
import { runInference } from '../inference/run-inference.ts';

/** What a worker looks for where the environment names nothing: the order in which the engine chooses. */
const DEFAULT_PROVIDERS = ['cuda', 'cpu'] as const;

/**
 * What this worker is and can do. Providers are tried in a process of their own: a CUDA context would keep GPU memory for as long as the
 * process lives.
 */
export async function describeWorker(session: SessionOptions, signal: AbortSignal): Promise<WorkerFacts> {
  const { providers, runtimeVersion } = await runInference<'probe'>(
    { kind: 'probe', options: { wanted: session.providers ?? DEFAULT_PROVIDERS } },
    { signal, onProgress: () => undefined },
  );
  return {
    name: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`,
    host: hostname(),
    pid: process.pid,
    device: providers[0]?.device ?? 'no execution provider works here',
    providers: providers.map(({ provider }) => provider),
    versions: { lamina: packageJson.version, node: process.versions.node, onnxruntime: runtimeVersion },
  };
}
