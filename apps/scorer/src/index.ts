export { FETCHED_STUDIES } from './bundled-studies.ts';
export { enqueueBundledStudies } from './enqueue-bundled-studies.ts';
export { enqueueFetchedStudies } from './enqueue-fetched-studies.ts';
export { readScorerEnvironment, type ScorerEnvironment } from './env.ts';
export { runWorker, type WorkerOptions } from './run-worker.ts';
