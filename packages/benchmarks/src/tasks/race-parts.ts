import type { TaskDefinition } from '../definition/task-definition.ts';
import { getText, getTextList } from '../task/row.ts';
import { defineWholeTextTask } from './define-whole-text-task.ts';
import { hubSource } from './hub-source.ts';
import { LETTERS } from './write-lettered-question.ts';

const CHOICES = LETTERS.slice(0, 4);

/** RACE for high schools in OpenCompass' style (Race-H of the ShortGPT paper); `race` is the harness' task on the same texts. */
export const RACE_HIGH = defineRacePart({
  name: 'race_high',
  configuration: 'high',
  description: 'Questions about reading texts for high schools',
});

/** RACE for middle schools in OpenCompass' style (Race-M of the ShortGPT paper). */
export const RACE_MIDDLE = defineRacePart({
  name: 'race_middle',
  configuration: 'middle',
  description: 'Questions about reading texts for middle schools',
});

/** One school level of RACE; every question is an item. */
function defineRacePart(part: Readonly<Record<'name' | 'configuration' | 'description', string>>): TaskDefinition {
  return defineWholeTextTask({
    name: part.name,
    category: 'understanding',
    description: part.description,
    source: hubSource('ehovy/race', { configuration: part.configuration }),
    split: 'test',
    toTexts: (row) => {
      const options = getTextList(row, 'options').map((option, index) => `${CHOICES[index]}. ${option}`);
      const question = [
        'Read the article, and answer the question by replying A, B, C or D.\n',
        `Article:\n${getText(row, 'article')}\n`,
        `Q: ${getText(row, 'question')}\n`,
        ...options,
      ].join('\n');
      return CHOICES.map((letter) => `${question}\nA: ${letter}`);
    },
    toGold: (row) => CHOICES.indexOf(getText(row, 'answer')),
  });
}
