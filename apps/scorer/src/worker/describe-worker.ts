import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { WorkerFacts } from '@lamina/database';
import type { SessionOptions } from '@lamina/engine';
import packageJson from '../../package.json' with { type: 'json' };
import { runInference } from '../inference/run-inference.ts';

/** Providers to test if the environment names none, in the engine's order. */
const DEFAULT_PROVIDERS = ['cuda', 'cpu'] as const;

/**
 * The facts and capabilities of this worker. Providers are tested in a separate process, because a CUDA context would keep GPU memory as long as the
 * process lives.
 */
export async function describeWorker(session: SessionOptions, signal: AbortSignal): Promise<WorkerFacts> {
  const { providers, runtimeVersion } = await runInference(
    'probe',
    { wanted: session.providers ?? DEFAULT_PROVIDERS },
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
