export { FETCHED_STUDY } from './bundled-studies.ts';
export { enqueueBundledStudies } from './enqueue-bundled-studies.ts';
export { enqueueFetchedStudy } from './enqueue-fetched-study.ts';
export { readScorerEnvironment, type ScorerEnvironment } from './env.ts';
export { runWorker, type WorkerOptions } from './run-worker.ts';
