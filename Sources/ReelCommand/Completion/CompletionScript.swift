/// Scripts that make a shell complete command lines of Reel. They ask Reel itself, so that they fit
/// every version and know the manifest at hand.
enum CompletionScript: String, CaseIterable, Sendable {
  case bash, zsh, fish

  /// The whole script.
  var text: String {
    switch self {
    case .bash: Self.bashText
    case .zsh: Self.zshText
    case .fish: Self.fishText
    }
  }

  // A bash before 4 has no `mapfile`: macOS ships 3.2.
  private static let bashText = #"""
    # Completion of reel for bash: put `eval "$(reel completions bash)"` into ~/.bashrc.
    _reel() {
      local line text head paths="none" current="${COMP_WORDS[COMP_CWORD]}"
      COMPREPLY=()
      while IFS= read -r line; do
        case "$line" in
          :paths*) paths="${line#*$'\t'}" ;;
          # What stands before the part that bash takes for the word: it splits at : and =.
          :head*) head="${line#*$'\t'}" ;;
          *)
            text="${line%%$'\t'*}"
            text="${text#"$head"}"
            [ "${text%=}" = "$text" ] || compopt -o nospace 2>/dev/null
            case "$current" in
              # Inside quotes it stands as it is: what would not is left out.
              \'*|\"*) case "$text" in *[\'\"\$\`\\!]*) continue ;; esac ;;
              *) printf -v text '%q' "$text"; text="${text//\\=/=}"; text="${text//\\:/:}" ;;
            esac
            COMPREPLY[${#COMPREPLY[@]}]="$text"
            ;;
        esac
      done < <(reel completions bash --line "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
      case "$paths" in
        none) return ;;
        manifests)
          compopt -o filenames 2>/dev/null
          while IFS= read -r line; do COMPREPLY[${#COMPREPLY[@]}]="$line"; done < <(
            compgen -f -- "$current" | grep -E '\.ya?ml$'; compgen -d -- "$current")
          ;;
        folders)
          compopt -o filenames 2>/dev/null
          while IFS= read -r line; do COMPREPLY[${#COMPREPLY[@]}]="$line"; done < <(
            compgen -d -- "$current")
          ;;
        files)
          compopt -o filenames 2>/dev/null
          while IFS= read -r line; do COMPREPLY[${#COMPREPLY[@]}]="$line"; done < <(
            compgen -f -- "$current")
          ;;
      esac
    }
    complete -F _reel reel

    """#

  private static let zshText = #"""
    #compdef reel
    # Completion of reel for zsh: put `source <(reel completions zsh)` after compinit into ~/.zshrc, or
    # this file as _reel into a folder of $fpath.
    _reel() {
      local line paths=none current=$PREFIX
      local -a texts shown open before
      before=("${(@Q)words[2,CURRENT-1]}")
      # Inside an open quote it stands as it is.
      [[ -n $compstate[quote] ]] || current=${(Q)PREFIX}
      for line in "${(@f)$(reel completions zsh -- "${before[@]}" "$current" 2>/dev/null)}"; do
        case $line in
          ('') ;;
          (:paths*) paths=${line#*$'\t'} ;;
          (*=$'\t'*) open+=("${line%%$'\t'*}") ;;
          (*)
            texts+=("${line%%$'\t'*}")
            shown+=("${line%%$'\t'*}${${line#*$'\t'}:+  -- ${line#*$'\t'}}")
            ;;
        esac
      done
      (( $#texts )) && compadd -l -d shown -a texts
      (( $#open )) && compadd -S '' -a open
      case $paths in
        (manifests) _files -g '*.(yaml|yml)' ;;
        (folders) _files -/ ;;
        (files) _files ;;
      esac
      return 0
    }
    # As a file of $fpath it is called; else it is a script that is read.
    if [[ $funcstack[1] == _reel ]]; then _reel "$@"; else compdef _reel reel; fi

    """#

  private static let fishText = #"""
    # Completion of reel for fish: save it as ~/.config/fish/completions/reel.fish.
    function __reel_complete
        set -l before (commandline -opc)
        set -l current (commandline -ct)
        set -l word (string unescape -- $current)
        for line in (reel completions fish -- $before[2..-1] "$word" 2>/dev/null)
            switch $line
                case ':paths*manifests'
                    __fish_complete_suffix "$current" .yaml .yml
                case ':paths*folders'
                    __fish_complete_directories "$current"
                case ':paths*files'
                    __fish_complete_path "$current"
                case ':*'
                case '*'
                    echo $line
            end
        end
    end
    complete -c reel -f -a '(__reel_complete)'

    """#
}
