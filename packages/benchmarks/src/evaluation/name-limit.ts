const LIMIT = /(^| · )the first [\d.]+ (% of )?documents( · |$)/;

/** How a lane names its limit of documents: a number from the start, or below 1 a share of them. */
export function nameLimit(limit: number): string {
  return limit < 1 ? `the first ${100 * limit} % of documents` : `the first ${limit} documents`;
}

/** Whether the evaluations of a lane leave out documents, so that a benchmark may have more than were asked. */
export function isLimitedLane(lane: string): boolean {
  return LIMIT.test(lane);
}
