# What TouchLedger adds to an installer by NSIS. electron-builder includes it by its name; build/windows/touchledger.nsi does, too.
#
#   installer    /ENDPOINT=URL /ENROLL=CODE /ACCEPTNOTICE=1   what the agent reads at its first start (docs/deployment.md)
#   uninstaller  --delete-app-data                            also deletes what the agents have recorded and not sent
#
# $installMode is "all" for everybody at this computer, "CurrentUser" for one person. SHELL_CONTEXT follows it.

!define TOUCHLEDGER_HELPER "resources\windows\touchledger-windows.exe"
!define TOUCHLEDGER_OPTIONS "Software\TouchLedger"
!define TOUCHLEDGER_RUN "Software\Microsoft\Windows\CurrentVersion\Run"

# Before files are replaced or removed: by path, as a program of that name elsewhere is another one.
!macro customCheckAppRunning
  ${if} ${FileExists} "$INSTDIR\${TOUCHLEDGER_HELPER}"
    nsExec::Exec `"$INSTDIR\${TOUCHLEDGER_HELPER}" end`
    Pop $R0
    ${if} $R0 != 0
      DetailPrint "TouchLedger is still running for a user of this computer"
    ${endif}
  ${endif}
!macroend

# $R1: the value of /PARAMETER=, quoted or not; empty without it. Not by GetOptions, which ends a value at its first slash.
!macro touchledgerParameter PARAMETER
  ${GetParameters} $R0
  StrCpy $R0 " $R0"
  StrCpy $R1 ""
  StrCpy $R2 0
  StrLen $R3 "/${PARAMETER}="
  ${do}
    StrCpy $R4 $R0 1 $R2
    IntOp $R2 $R2 + 1
    StrCpy $R5 $R0 $R3 $R2
    ${if} $R5 == ""
      ${exitDo}
    ${endif}
    ${if} $R5 == "/${PARAMETER}="
    ${andIf} $R4 == " "
    ${orIf} $R5 == "/${PARAMETER}="
    ${andIf} $R4 == '"'
      IntOp $R2 $R2 + $R3
      StrCpy $R5 $R0 1 $R2
      ${if} $R5 == '"'
        StrCpy $R4 '"'
        IntOp $R2 $R2 + 1
      ${endif}
      ${do}
        StrCpy $R5 $R0 1 $R2
        ${if} $R5 == ""
        ${orIf} $R5 == $R4
          ${exitDo}
        ${endif}
        StrCpy $R1 "$R1$R5"
        IntOp $R2 $R2 + 1
      ${loop}
      ${exitDo}
    ${endif}
  ${loop}
!macroend

# An installer without this parameter, as in an upgrade, leaves what an earlier one was given.
!macro touchledgerKeepOption PARAMETER NAME
  !insertmacro touchledgerParameter "${PARAMETER}"
  ${if} $R1 != ""
    WriteRegStr SHELL_CONTEXT "${TOUCHLEDGER_OPTIONS}" "${NAME}" "$R1"
  ${endif}
!macroend

!macro customInstall
  !insertmacro touchledgerKeepOption "ENDPOINT" "Endpoint"
  !insertmacro touchledgerKeepOption "ENROLL" "Enroll"
  !insertmacro touchledgerKeepOption "ACCEPTNOTICE" "AcceptNotice"
  WriteRegStr SHELL_CONTEXT "${TOUCHLEDGER_RUN}" "TouchLedger" '"$INSTDIR\TouchLedger.exe" --hidden'
!macroend

# The old version is uninstalled by the new one: settings and data stay then.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    DeleteRegValue SHELL_CONTEXT "${TOUCHLEDGER_RUN}" "TouchLedger"
    DeleteRegKey SHELL_CONTEXT "${TOUCHLEDGER_OPTIONS}"
    !insertmacro touchledgerRemoveOwnStarts
    ClearErrors
    ${GetParameters} $R0
    ${GetOptions} $R0 "--delete-app-data" $R1
    ${ifNot} ${Errors}
      !insertmacro touchledgerDeleteData
    ${endif}
  ${endif}
!macroend

# What `--autostart on` has written for people who are signed in.
!macro touchledgerRemoveOwnStarts
  StrCpy $R2 0
  ${do}
    EnumRegKey $R3 HKU "" $R2
    ${if} $R3 == ""
      ${exitDo}
    ${endif}
    IntOp $R2 $R2 + 1
    ReadRegStr $R4 HKU "$R3\${TOUCHLEDGER_RUN}" "TouchLedger"
    StrLen $R5 '"$INSTDIR\'
    StrCpy $R6 $R4 $R5
    ${if} $R6 == '"$INSTDIR\'
      DeleteRegValue HKU "$R3\${TOUCHLEDGER_RUN}" "TouchLedger"
    ${endif}
  ${loop}
!macroend

# One person's, or everybody's whose profile lies beside this one.
!macro touchledgerDeleteData
  ${if} $installMode == "all"
    SetShellVarContext current
    ${GetParent} "$PROFILE" $R2
    SetShellVarContext all
    FindFirst $R3 $R4 "$R2\*"
    ${doWhile} $R4 != ""
      ${if} $R4 != "."
      ${andIf} $R4 != ".."
        RMDir /r "$R2\$R4\AppData\Local\TouchLedger"
      ${endif}
      FindNext $R3 $R4
    ${loop}
    FindClose $R3
    ReadEnvStr $R2 "ProgramData"
    ${if} $R2 != ""
      RMDir /r "$R2\TouchLedger"
    ${endif}
  ${else}
    RMDir /r "$LOCALAPPDATA\TouchLedger"
  ${endif}
!macroend
