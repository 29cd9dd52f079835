export type { ApiOptions } from './server/api-options.ts';
export { type RunningApi, startApi } from './server/start-api.ts';
