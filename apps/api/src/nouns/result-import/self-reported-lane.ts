/** How the lanes of imported results begin: no lane of the scorer does. */
export const SELF_REPORTED_LANE = 'self-reported';
