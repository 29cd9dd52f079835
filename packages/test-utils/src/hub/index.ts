export type { HubFault, PlannedFault } from './hub-fault.ts';
export { type HubContent, readHubFolder } from './hub-file.ts';
export { type HubRequest, startTestHub, type TestHub, type TestHubContent } from './start-test-hub.ts';
