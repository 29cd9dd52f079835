export { readScorerEnvironment, type ScorerEnvironment } from './env.ts';
export { FETCHED_STUDIES } from './studies/bundled-studies.ts';
export { enqueueBundledStudies } from './studies/enqueue-bundled-studies.ts';
export { enqueueFetchedStudies } from './studies/enqueue-fetched-studies.ts';
export { runWorker, type WorkerOptions } from './worker/run-worker.ts';
