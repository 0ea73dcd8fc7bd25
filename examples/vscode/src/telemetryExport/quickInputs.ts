// Questions as VS Code's quick inputs.
import { QuickInputButtons, window, type Disposable, type InputBox, type QuickPick, type QuickPickItem } from 'vscode';
import { back, type Item, type PickQuestion, type Prompter, type Question, type TextQuestion } from './questions';

type Answer<T> = T | typeof back | undefined;

export class QuickInputs implements Prompter {
  constructor(private readonly title: string) {}

  pick<T extends Item>(question: PickQuestion<T>): Promise<Answer<T>> {
    const input = window.createQuickPick<T>();
    input.items = question.items;
    if (question.active !== undefined) input.activeItems = [question.active];
    return this.show<T>(input, question, (resolve) => [
      input.onDidAccept(() => {
        const [item] = input.activeItems;
        if (item !== undefined) resolve(item);
      }),
    ]);
  }

  text(question: TextQuestion): Promise<Answer<string>> {
    const input = window.createInputBox();
    const isGood = (): boolean => {
      const problem = question.validate(input.value);
      input.validationMessage = problem;
      input.prompt = question.prompt(input.value);
      return problem === undefined;
    };
    input.value = question.value;
    input.prompt = question.prompt(question.value);
    return this.show<string>(input, question, (resolve) => [
      input.onDidChangeValue(isGood),
      input.onDidAccept(() => {
        if (isGood()) resolve(input.value);
      }),
    ]);
  }

  /** Shows an input until it is answered, Back is chosen, or it is left. */
  private async show<T>(input: InputBox | QuickPick<QuickPickItem>, question: Question,
                        listen: (resolve: (answer: T) => void) => Disposable[]): Promise<Answer<T>> {
    input.title = this.title;
    input.placeholder = question.placeholder;
    input.step = question.step;
    input.totalSteps = question.totalSteps;
    input.buttons = question.step > 1 ? [QuickInputButtons.Back] : [];
    // Who looks up a date elsewhere finds the question again. Escape still ends it.
    input.ignoreFocusOut = true;
    const listeners: Disposable[] = [input];
    try {
      return await new Promise<Answer<T>>((resolve) => {
        listeners.push(input.onDidTriggerButton(() => resolve(back)), input.onDidHide(() => resolve(undefined)),
                       ...listen(resolve));
        input.show();
      });
    } finally {
      for (const listener of listeners) listener.dispose();
    }
  }
}
