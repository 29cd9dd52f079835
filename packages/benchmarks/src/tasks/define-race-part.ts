import type { TaskDefinition } from '../definition/task-definition.ts';
import { getText, getTextList } from '../task/row.ts';
import { defineWholeTextTask } from './define-whole-text-task.ts';
import { hubSource } from './hub-source.ts';
import { LETTERS } from './write-lettered-question.ts';

const CHOICES = LETTERS.slice(0, 4);

/** One school level of RACE; every question is an item. */
export function defineRacePart(part: Readonly<Record<'name' | 'configuration' | 'description', string>>): TaskDefinition {
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
