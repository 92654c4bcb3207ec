@echo off
rem Starts Tuwen from a checkout on Windows: finds a JDK 25, builds what is stale, then opens the window, or runs the
rem command given. Exit status 2: something has to be installed first, one sentence says what.
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "root=%root:~0,-1%"

set "jdk="
if not defined TUWEN_JAVA_HOME goto look
call :try "%TUWEN_JAVA_HOME:"=%"
if defined jdk goto found
echo tuwen: TUWEN_JAVA_HOME is '%TUWEN_JAVA_HOME%', which is no JDK 25; correct or unset it>&2
exit /b 2

:look
if defined JAVA_HOME call :try "%JAVA_HOME:"=%"
if defined jdk goto found
set "java="
for %%J in (java.exe) do set "java=%%~$PATH:J"
if defined java for %%J in ("%java%") do call :try "%%~dpJ.."
for %%D in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\BellSoft" "%ProgramFiles%\SapMachine\JDK" "%ProgramFiles%\OpenJDK" "%LOCALAPPDATA%\Programs\Eclipse Adoptium" "%LOCALAPPDATA%\Programs\Microsoft" "%USERPROFILE%\.jdks" "%USERPROFILE%\.gradle\jdks") do call :under "%%~D"
call :under "%USERPROFILE%\scoop\apps" "\current"
for %%K in ("JavaSoft\JDK" "Eclipse Adoptium\JDK" "Microsoft\JDK" "Azul Systems\Zulu") do for %%V in (JavaHome Path InstallationPath) do for /f "tokens=2*" %%A in ('reg query "HKLM\SOFTWARE\%%~K" /s /v %%V 2^>nul') do if "%%A"=="REG_SZ" call :try "%%~B"
if defined jdk goto found
echo tuwen: no JDK 25 found; install one (for example: winget install EclipseAdoptium.Temurin.25.JDK) or set TUWEN_JAVA_HOME to its folder>&2
exit /b 2

:found
set "output=%root%\app-fx\target\quick"
rem The relay first looks whether a source is newer than the last build, and ends with 75 if so.
set "check=%root%"
if exist "%output%\built" if exist "%output%\tuwen-app-fx.jar" goto start

:stale
for %%M in (mvn.cmd mvn.bat mvn.exe) do if not "%%~$PATH:M"=="" goto build
echo tuwen: no Maven found; install Maven 3.8 or newer (for example: winget search Maven, or https://maven.apache.org)>&2
exit /b 2

:build
echo Building Tuwen ...>&2
if not exist "%output%" mkdir "%output%"
if exist "%output%\tuwen-app-fx.jar" del "%output%\tuwen-app-fx.jar" 2>nul
if exist "%output%\tuwen-app-fx.jar" goto busy
if exist "%output%\built" del "%output%\built"
if exist "%output%\modules" rmdir /s /q "%output%\modules"
type nul >"%output%\started"
set "before=%JAVA_HOME%"
set "JAVA_HOME=%jdk%"
pushd "%root%"
call mvn -B -Pquick -Dmaven.test.skip=true -pl app-fx -am package >"%output%\build.log" 2>&1
set "status=%errorlevel%"
popd
set "JAVA_HOME=%before%"
if "%status%"=="0" goto built
for /f "usebackq tokens=1,2*" %%A in ("%output%\build.log") do if "%%A"=="[ERROR]" if not "%%B"=="" if not "%%B"=="->" if not "%%B"=="[Help" if not "%%B"=="To" if not "%%B"=="Re-run" if not "%%B"=="For" if not "%%B"=="After" if not "%%B"=="mvn" echo %%B %%C>&2
echo tuwen: the build failed; all of it is in "%output%\build.log">&2
exit /b 1

:built
move /y "%output%\started" "%output%\built" >nul
set "check="

rem Java announces the incubating Vector API on standard error, and nothing turns that off: a relay takes the line out.
:start
"%jdk%\bin\java.exe" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx32m --enable-native-access=ALL-UNNAMED "-Dtuwen.checkout=%check%" -cp "%output%\tuwen-app-fx.jar;%output%\modules\tuwen-cli.jar" dev.tuwen.app.Relay "@%root%\config\java.options" --module-path "%output%\tuwen-app-fx.jar;%output%\modules" --module dev.tuwen.app/dev.tuwen.app.Main %*
set "status=%errorlevel%"
if "%status%"=="75" if defined check goto stale
exit /b %status%

:busy
echo tuwen: sources are newer than the last build, but Tuwen still runs from it; close its window, then start again>&2
exit /b 1

rem Tries every folder in a folder, or what lies in each of them.
:under
if not exist "%~1\" exit /b 0
pushd "%~1"
for /d %%J in (*) do call :try "%%~fJ%~2"
popd
exit /b 0

rem Sets jdk if the folder is that of a JDK 25.
:try
if defined jdk exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "version="
for /f "usebackq tokens=1,2 delims==" %%A in ("%~1\release") do if "%%A"=="JAVA_VERSION" set "version=%%~B"
for /f "delims=.+-" %%V in ("%version%") do if "%%V"=="25" set "jdk=%~f1"
exit /b 0
