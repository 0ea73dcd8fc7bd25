import * as vscode from 'vscode';
import { CommandDispatcher } from './commandDispatcher';
import { ExportTelemetry, exportTelemetryCommand } from './telemetryExport/command';

export function activate(context: vscode.ExtensionContext): void {
  const dispatcher = new CommandDispatcher({
    registerCommand: vscode.commands.registerCommand,
    showErrorMessage: (message) => void vscode.window.showErrorMessage(message),
  });
  const details = vscode.window.createOutputChannel('Coder Telemetry Export');
  const exportTelemetry = new ExportTelemetry(context, details,
                                              (error) => dispatcher.showFailure(exportTelemetryCommand.title, error));
  dispatcher.register(exportTelemetryCommand.id, exportTelemetryCommand.title, () => exportTelemetry.run());
  context.subscriptions.push(dispatcher, details);
}
