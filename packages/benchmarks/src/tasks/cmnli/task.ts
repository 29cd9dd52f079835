import { getInteger, getText } from '../../task/row.ts';
import { defineWholeTextTask } from '../define-whole-text-task.ts';
import { hubSource } from '../hub-source.ts';

/** Choices in OpenCompass' order; the hub numbers neutral 0, entailment 1, contradiction 2. */
const ANSWERS = ['矛盾', '蕴含', '无关'];
const GOLD_OF_LABEL = [2, 1, 0];

/** CMNLI in OpenCompass' style. */
export const CMNLI = defineWholeTextTask({
  name: 'cmnli',
  category: 'reasoning',
  description: 'How two Chinese sentences relate: contradiction, entailment or neither',
  source: hubSource('clue/clue', { configuration: 'cmnli' }),
  split: 'validation',
  toTexts: (row) =>
    ANSWERS.map(
      (answer) => `语句一：“${getText(row, 'sentence1')}”\n语句二：“${getText(row, 'sentence2')}”\n请问这两句话是什么关系？\n${answer}`,
    ),
  // A row that nobody labelled has −1: no choice is right.
  toGold: (row) => GOLD_OF_LABEL[getInteger(row, 'label')] ?? -100,
});
