import { defineRacePart } from '../define-race-part.ts';

/** RACE for high schools in OpenCompass' style (Race-H of the ShortGPT paper); `race` is the harness' task on the same texts. */
export const RACE_HIGH = defineRacePart({
  name: 'race_high',
  configuration: 'high',
  description: 'Questions about reading texts for high schools',
});
