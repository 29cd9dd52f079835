export { enqueueBundledStudies } from './enqueue-bundled-studies.ts';
export { readScorerEnvironment, type ScorerEnvironment } from './env.ts';
export { runWorker, type WorkerOptions } from './run-worker.ts';
