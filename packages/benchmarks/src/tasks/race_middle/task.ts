import { defineRacePart } from '../define-race-part.ts';

/** RACE for middle schools in OpenCompass' style (Race-M of the ShortGPT paper). */
export const RACE_MIDDLE = defineRacePart({
  name: 'race_middle',
  configuration: 'middle',
  description: 'Questions about reading texts for middle schools',
});
