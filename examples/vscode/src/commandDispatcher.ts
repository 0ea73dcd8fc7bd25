import type { Disposable } from 'vscode';

/** What the dispatcher needs of VS Code. */
export interface DispatcherHost {
  registerCommand(id: string, handler: () => Promise<void>): Disposable;
  showErrorMessage(message: string): void;
}

/** Registers commands. One that fails is a message with its title, never a stack trace. */
export class CommandDispatcher implements Disposable {
  private readonly registrations: Disposable[] = [];

  constructor(private readonly host: DispatcherHost) {}

  register(id: string, title: string, handler: () => Promise<void>): void {
    this.registrations.push(this.host.registerCommand(id, async () => {
      try {
        await handler();
      } catch (error) {
        this.showFailure(title, error);
      }
    }));
  }

  /** Also for what fails after a command has ended. */
  showFailure(title: string, error: unknown): void {
    this.host.showErrorMessage(`${title} failed: ${error instanceof Error ? error.message : String(error)}`);
  }

  dispose(): void {
    for (const registration of this.registrations.splice(0)) registration.dispose();
  }
}
