import { AppError, getAt } from '@lamina/errors';
import type { TaskDefinition } from '../definition/task-definition.ts';
import { parsePythonLiteral } from '../python/python-literal.ts';
import { getText, getTextList, type Row } from '../task/row.ts';

const BLANK = '  _  .';

/** One item per article: its last question is scored, after the others with their answers (harness 0.4.13, race). */
export const toRaceItem: TaskDefinition['toItem'] = (row) => {
  const problems = readProblems(row);
  const last = problems.at(-1);
  if (last === undefined)
    throw new AppError('BAD_USER_INPUT', 'An article of race has no problems; check that this is the task’s data set.');
  return {
    kind: 'choices',
    question: `Article: ${getText(row, 'article')}\n\n${problems.slice(0, -1).map(writeSolved).join('')}${getText(last, 'question')}`,
    choices: getTextList(last, 'options'),
    gold: goldOf(last),
  };
};

/** The problems of an article are stored as a Python list of dicts in text form. */
function readProblems(row: Row): readonly Row[] {
  const problems = parsePythonLiteral(getText(row, 'problems'));
  return Array.isArray(problems) ? (problems as readonly Row[]) : [];
}

function writeSolved(problem: Row): string {
  const question = getText(problem, 'question');
  const answer = getAt(getTextList(problem, 'options'), goldOf(problem));
  return question.endsWith(BLANK) ? `${question.slice(0, -5)}${answer}\n` : `Question: ${question}\nAnswer: ${answer}\n`;
}

function goldOf(problem: Row): number {
  return ['A', 'B', 'C', 'D'].indexOf(getText(problem, 'answer'));
}
