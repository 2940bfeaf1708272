; Links to telephone numbers on Windows. The person chooses Byway for them in Settings > Default apps, which lists the
; applications below RegisteredApplications; nothing is taken away from another one here.
!define BYWAY_PROG_ID "Byway.Link"
!define BYWAY_CAPABILITIES "Software\Byway\Capabilities"
; The class that Windows asks for when a notification is pressed: src-main/desktop/identity.ts names it too.
!define BYWAY_TOAST_ACTIVATOR "{6F2C1B8E-3D4A-4E7B-9C55-8A1D0E7B42F1}"

!macro bywayScheme SCHEME
  WriteRegStr SHELL_CONTEXT "${BYWAY_CAPABILITIES}\URLAssociations" "${SCHEME}" "${BYWAY_PROG_ID}"
!macroend

; Links that Byway took over for one person at their wish, from its settings.
!macro bywayForgetScheme SCHEME
  ReadRegStr $0 HKCU "Software\Classes\${SCHEME}\shell\open\command" ""
  StrCpy $1 '"$INSTDIR\'
  StrLen $2 $1
  StrCpy $0 $0 $2
  ${if} $0 == $1
    DeleteRegKey HKCU "Software\Classes\${SCHEME}"
  ${endIf}
!macroend

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\${BYWAY_PROG_ID}" "" "Telephone number"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${BYWAY_PROG_ID}" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\${BYWAY_PROG_ID}\DefaultIcon" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}",0'
  WriteRegStr SHELL_CONTEXT "Software\Classes\${BYWAY_PROG_ID}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHELL_CONTEXT "${BYWAY_CAPABILITIES}" "ApplicationName" "Byway"
  WriteRegStr SHELL_CONTEXT "${BYWAY_CAPABILITIES}" "ApplicationDescription" "A softphone for RIPP"
  !insertmacro bywayScheme "tel"
  !insertmacro bywayScheme "callto"
  !insertmacro bywayScheme "ripp"
  WriteRegStr SHELL_CONTEXT "Software\RegisteredApplications" "Byway" "${BYWAY_CAPABILITIES}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

; An update runs the old uninstaller first: what the person chose for links has to outlast it.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    DeleteRegValue SHELL_CONTEXT "Software\RegisteredApplications" "Byway"
    DeleteRegKey SHELL_CONTEXT "Software\Byway"
    DeleteRegKey SHELL_CONTEXT "Software\Classes\${BYWAY_PROG_ID}"
    !insertmacro bywayForgetScheme "tel"
    !insertmacro bywayForgetScheme "callto"
    !insertmacro bywayForgetScheme "ripp"
    ; Electron writes these for the person who ran it, wherever it was installed.
    DeleteRegKey HKCU "Software\Classes\CLSID\${BYWAY_TOAST_ACTIVATOR}"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
    System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  ${endIf}
!macroend
