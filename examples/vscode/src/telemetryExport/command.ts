// The command, from its questions to what is told at the end. All that needs VS Code, but for the quick inputs.
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { detailsOf } from './details';
import { exportTo, findTelemetry, progressReporter, type ExportRequest, type Flush, type Outcome } from './exporting';
import { folderSetting, isFolder, isFolderSet, telemetryFolder } from './folder';
import { actionLabels, badSetting, canReveal, noFiles, noticeOf, notFlushed, nothingToExport, placeElsewhere,
  type Action, type Notice } from './notices';
import { Questions, type Answers, type ExportChoice } from './questions';
import { QuickInputs } from './quickInputs';
import type { Telemetry } from './ranges';
import { loadTelex, type Telex } from './telex';

export const exportTelemetryCommand = { id: 'coder.exportTelemetry', title: 'Coder: Export Telemetry' } as const;

type Follow = Partial<Record<Action, () => Thenable<unknown>>>;

export class ExportTelemetry {
  /** The folder of the file that was chosen last, where it may be written to. */
  private lastFolder = homedir();

  /**
   * `flush` writes what is still in memory to the telemetry's files, where this is part of the extension that records
   * it. Each export waits for it; one that fails is a warning. `showFailure` tells of what went
   * wrong after the command itself has ended.
   */
  constructor(private readonly context: vscode.ExtensionContext, private readonly details: vscode.OutputChannel,
              private readonly showFailure: (error: unknown) => void,
              private readonly flush: Flush = () => Promise.resolve()) {}

  /** Ends when the export has ended; what the user makes of it comes later. */
  async run(answers: Answers = {}): Promise<void> {
    const telex = this.load();
    const folder = this.folder();
    if (telex === undefined || folder === undefined) return;
    const telemetry = { folder, now: new Date() };
    const { found, problem } = await findTelemetry(telex, telemetry, this.flush);
    if (!found) {
      this.tell(nothingToExport(folder, problem, isFolderSet(this.setting())));
      return;
    }
    const prompter = new QuickInputs(exportTelemetryCommand.title);
    const choice = await new Questions(telex, telemetry, prompter, this.flush).ask(answers);
    if (choice === undefined) return;
    if ('noFiles' in choice) {
      this.tell(noFiles(choice.rangeLabel), { chooseAnotherRange: () => this.run(answers) });
    } else {
      await this.exportChoice(telex, telemetry, choice, answers);
    }
  }

  private load(): Telex | undefined {
    try {
      return loadTelex();
    } catch (error) {
      this.details.appendLine(error instanceof Error ? error.message : String(error));
      this.tell({
        severity: 'error',
        text: 'This build of the extension cannot export telemetry on ' +
            `${process.platform}-${process.arch}. Install the build for this platform.`,
        actions: ['showDetails'],
      });
      return undefined;
    }
  }

  private setting(): unknown {
    return vscode.workspace.getConfiguration().get<unknown>(folderSetting, '');
  }

  private folder(): string | undefined {
    const setting = this.setting();
    const folder = telemetryFolder(setting, this.context.globalStorageUri.fsPath);
    if (folder === undefined) this.tell(badSetting(setting));
    return folder;
  }

  private async exportChoice(telex: Telex, telemetry: Telemetry, choice: ExportChoice,
                             answers: Answers): Promise<void> {
    const target = await this.askForTarget(telex, telemetry, choice);
    if (target === undefined) return;
    const chooseAnotherFile = () => this.exportChoice(telex, telemetry, choice, answers);
    if (target.scheme !== 'file') {
      this.tell(placeElsewhere, { chooseAnotherFile });
      return;
    }
    const request = { ...choice, ...telemetry, out: target.fsPath };
    const outcome = await this.exportWithProgress(telex, request);
    if (outcome.kind === 'failed' && outcome.code === 'PERMISSION_DENIED' && !outcome.atSource) this.lastFolder = homedir();
    this.details.appendLine(detailsOf(request, outcome));
    this.tell(noticeOf(request, outcome, await this.canReveal()), {
      openFile: () => vscode.commands.executeCommand('vscode.open', target),
      reveal: () => vscode.commands.executeCommand('revealFileInOS', target),
      copyPath: () => vscode.env.clipboard.writeText(target.fsPath),
      chooseAnotherRange: () => this.run(answers),
      chooseAnotherFile,
    });
  }

  /** Asks for a file, also before one is replaced. Undefined: the user has left. */
  private async askForTarget(telex: Telex, { now }: Telemetry, choice: ExportChoice): Promise<vscode.Uri | undefined> {
    const name = telex.suggestedFileName(choice.range, choice.format, now);
    const target = await vscode.window.showSaveDialog({
      title: 'Save Exported Telemetry',
      saveLabel: 'Export',
      defaultUri: vscode.Uri.file(join(isFolder(this.lastFolder) ? this.lastFolder : homedir(), name)),
      filters: telex.fileFilters(choice.format),
    });
    if (target?.scheme === 'file') this.lastFolder = dirname(target.fsPath);
    return target;
  }

  private async exportWithProgress(telex: Telex, request: ExportRequest): Promise<Outcome> {
    const options = { location: vscode.ProgressLocation.Notification, title: 'Exporting telemetry', cancellable: true };
    return vscode.window.withProgress(options, (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return exportTo(telex, request, {
        signal: controller.signal,
        flush: this.flush,
        onFlushFailed: (reason) => this.tell(notFlushed(reason)),
        onProgress: progressReporter((report) => progress.report(report)),
      });
    });
  }

  private async canReveal(): Promise<boolean> {
    const runsInWindow = this.context.extension.extensionKind === vscode.ExtensionKind.UI;
    return canReveal(vscode.env.remoteName, runsInWindow, await vscode.commands.getCommands(true));
  }

  /** Shows a notice, and does what the user then chooses. */
  private tell({ severity, text, actions }: Notice, follow: Follow = {}): void {
    const show = { information: vscode.window.showInformationMessage, warning: vscode.window.showWarningMessage,
                   error: vscode.window.showErrorMessage }[severity];
    const all: Follow = {
      showDetails: async () => this.details.show(true),
      openSettings: () => vscode.commands.executeCommand('workbench.action.openSettings', folderSetting),
      ...follow,
    };
    const items = actions.map((action) => ({ title: actionLabels[action], action }));
    show(text, ...items).then((item) => item && all[item.action]?.()).then(undefined, this.showFailure);
  }
}
